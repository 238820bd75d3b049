"""The lines of `sim hindcast --articles`: what each claim forecast, and who was right."""

from typing import TYPE_CHECKING

from sim.cli import console

if TYPE_CHECKING:
    from sim.analysis.claim_scores import Mean, Scored
    from sim.studies.hindcast import Retrodiction

BASE = "base rates"  # the rival that has a column beside the model


def show(found: "Retrodiction") -> None:
    """Print the claims article by article, the means, and everybody's score where all can speak."""
    from sim.studies import articles

    scored = articles.claims(found)
    for mean in articles.by_article(scored):
        _show_article(mean, [each for each in scored if each.forecast.article.id == mean.name])
    _show_means(articles.by_article(scored), articles.by_voice(scored), scored)
    if found.beside:
        _show_beside(found)
    _show_unscored(found)


def _show_article(mean: "Mean", scored: "list[Scored]") -> None:
    from sim.base import number_text as words
    from sim.studies.articles import source
    from sim.studies.hindcast import MODEL

    title = f"{source(scored[0].forecast)}: mean Brier score {mean.brier:.2f}"
    table = console.table(
        title, "claim", "who", "what it says", "asked", "it happened",
        numbers=("of yes", "Brier", "model", "base rates"),
    )  # fmt: skip
    for each in scored:
        forecast = each.forecast
        table.add_row(
            forecast.claim.id,
            forecast.claim.voice,
            forecast.claim.text,
            f"{forecast.told[0].ask} ({_times(each)})",
            _happened(each),
            words.percent(forecast.chance.probability),
            f"{each.brier:.2f}",
            *(_score(each, name) for name in (MODEL, BASE)),
        )
    console.out.print(table)


def _show_means(articles: "list[Mean]", voices: "list[Mean]", scored: "list[Scored]") -> None:
    from sim.studies.articles import source

    names = {each.forecast.article.id: source(each.forecast) for each in scored}
    columns = ("claims", "right", "wrong", "undecided", "Brier", "as read")
    table = console.table("Who was right", "who", numbers=columns)
    for mean in (*articles, *voices):
        table.add_row(
            names.get(mean.name, f"voice: {mean.name}"),
            str(mean.claims),
            str(mean.right),
            str(mean.wrong),
            str(mean.claims - mean.right - mean.wrong),
            f"{mean.brier:.2f}",
            f"{mean.low:.2f}–{mean.high:.2f}",
        )
    console.out.print(table)
    console.note(
        "Each claim counts once, at the probability that the codebook gives its credence; one half "
        "decides nothing. As read: the same over the range in which readers take the words. "
        "Some speak of a meeting next week and others of a treaty: a mean is no ranking."
    )


def _show_beside(found: "Retrodiction") -> None:
    """Pooled claims, the model and the rivals, on the questions that all of them answer."""
    from sim.analysis import scoring
    from sim.base import number_text as words

    claims = found.beside[0]
    clusters = len(set(claims.clusters))
    table = console.table(
        f"On the {len(claims.questions)} dated questions that a run can be asked",
        "forecaster", "the articles beside it",
        numbers=("Brier", "95 %", "articles' lead", "95 %"),
    )  # fmt: skip
    leads = {lead.rival: lead for lead in found.leads}
    for each in found.beside:
        low, high = found.interval(each)
        lead = leads.get(each.name)
        columns = (
            ("", "")
            if lead is None
            else (words.signed(lead.difference), words.signed_range(*lead.ci95))
        )
        table.add_row(
            each.name,
            "" if lead is None else lead.verdict,
            f"{each.brier.mean():.3f}",
            f"{low:.2f}–{high:.2f}",
            *columns,
        )
    console.out.print(table)
    stayed = sum(
        told.question is not None and not told.question.turned
        for told in (found.spoken.told if found.spoken else ())
    )
    sentences = [
        "Several claims on one question are pooled: the mean log odds of each cluster, then over "
        "clusters.",
        f'"Nothing changes" was right on {stayed} of these questions, which hang on {clusters} '
        "shocks.",
    ]
    if clusters < scoring.FEWEST_TO_TELL:
        sentences.append("So few shocks decide nothing.")
    if stayed == len(claims.questions):
        sentences.append(
            "Whoever doubts everything scores well here, and a lead over the articles is no proof "
            "of skill."
        )
    console.note(" ".join(sentences))


def _show_unscored(found: "Retrodiction") -> None:
    if found.spoken is None or not found.spoken.not_scorable:
        return
    table = console.table("It looks ahead and cannot be scored", "claim", "what it says", "why not")
    for claim, why in found.spoken.not_scorable:
        table.add_row(claim.id, claim.text, why)
    console.out.print(table)


def _times(each: "Scored") -> str:
    told = each.forecast.told
    times = [one.id.removeprefix(one.entry).strip() for one in told]
    return times[0] if len(times) == 1 else f"{len(times)} dates, {times[0]} to {times[-1]}"


def _happened(each: "Scored") -> str:
    answers = [told.answer for told in each.forecast.told]
    if len(set(answers)) == 1:
        return "yes" if answers[0] else "no"
    return f"yes at {sum(answers)} of {len(answers)}"


def _score(each: "Scored", name: str) -> str:
    return f"{each.beside[name]:.2f}" if name in each.beside else "–"
