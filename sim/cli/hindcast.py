"""`sim hindcast`: scores of the model on questions whose answers are known."""

import math
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import console, options

if TYPE_CHECKING:
    from sim.analysis.claim_scores import ClaimScore, MeanScore
    from sim.studies.hindcast import Retrodiction

WORST = 12  # questions that are listed as failures


def hindcast(
    scenario: options.Scenario = "baseline",
    worlds: options.Worlds = None,
    seed: options.Seed = None,
    workers: options.Workers = 1,
    articles: Annotated[
        bool,
        typer.Option(
            "--articles",
            help="Score the forecasts of the articles instead: each claim with what happened, and "
            "the model on the same questions.",
        ),
    ] = False,
    html: options.Page = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Score the model on questions whose answers are known.

    The model is scored beside naive forecasts. The run starts at the cut-off and uses no later
    information. The score is a retrodiction, not a forecast record, because the authors of the
    model knew the answers.
    """
    from sim.report.hindcast_json import record
    from sim.studies import hindcast as study

    asked = study.ask(scenario, worlds=worlds, seed=seed, articles=articles)
    with console.progress("worlds of the past", asked.worlds, quiet=quiet) as advance:
        found = study.hindcast(asked, workers=workers, progress=advance)
    if html is not None:
        from sim.report import hindcast_page

        hindcast_page.write_html(html, found, asked.title)
    if as_json:
        console.show_json(record(found))
        return
    if articles:
        _show_claims(found)
    else:
        _show_record(found)
    if html is not None:
        console.out.print(f"Report: {html}", soft_wrap=True)


def _show_record(found: "Retrodiction") -> None:
    """Failures first."""
    _show_failures(found)
    _show_naive_forecasts(found)
    _show_measured(found)
    _show_unasked(found)


def _show_failures(found: "Retrodiction") -> None:
    """The questions on which the model was most wrong, first."""
    from sim.base import number_text

    worst = sorted(range(len(found.model.questions)), key=lambda i: -found.model.brier[i])[:WORST]
    table = console.table(
        f"Where it was most wrong, {len(worst)} of {len(found.model.questions)} questions",
        "question",
        "it happened",
        numbers=("said", "Brier"),
    )
    for i in worst:
        question = found.asked.binary[i]
        when = question.id.removeprefix(question.entry).strip()
        said = number_text.percent(float(found.model.probability[i]))
        answer = "yes" if question.answer else "no"
        table.add_row(f"{question.ask} ({when})", answer, said, f"{found.model.brier[i]:.2f}")
    console.out.print(table)


def _show_naive_forecasts(found: "Retrodiction") -> None:
    """Everybody's scores, and whether the model's lead can be told from luck."""
    from sim.base import number_text
    from sim.report.hindcast_json import scores as scored

    model = found.model
    numbers = ("questions", "Brier", "95 %", "unchanged", "changed", "log")
    scores = console.table(
        "Scores (0 is best, one half scores 0.25)", "forecaster", numbers=numbers
    )
    for each in (model, *found.others.values(), *found.partial.values()):
        said = scored(found, each)
        low, high = said["ci95"]
        parts = [said.get("brier_unchanged"), said.get("brier_turned")]
        scores.add_row(
            each.name,
            str(said["questions"]),
            f"{said['brier']:.3f}",
            f"{low:.2f}–{high:.2f}",
            *("–" if part is None else f"{part:.2f}" for part in parts),
            "∞" if said["log"] is None else f"{said['log']:.2f}",
        )
    console.out.print(scores)
    console.note(
        'Unchanged, changed: mean Brier score where "nothing changes" was right, and where it was '
        "wrong. Intervals resample the shocks that questions share, not the questions. ∞: what was "
        f"called impossible happened. {found.sampled}"
    )
    columns = ("lead", "95 %", "clusters", "detectable")
    table = console.table("The model's lead", "over", "verdict", numbers=columns)
    for name, skill in found.skills.items():
        table.add_row(
            name,
            skill.verdict,
            number_text.signed(skill.difference, 3),
            number_text.signed_range(*skill.ci95),
            str(skill.clusters),
            number_text.UNKNOWN if math.isnan(skill.detectable) else f"{skill.detectable:.2f}",
        )
    console.out.print(table)
    console.note(
        "Lead: how much lower its Brier score is. Detectable: the smallest true lead that so few "
        "clusters would have shown four times in five. Fewer than six clusters decide nothing; of "
        "one alone, neither interval nor detectable lead is known."
    )


def _show_measured(found: "Retrodiction") -> None:
    """Numbers that were observed, against the distributions over worlds."""
    from sim.base import number_text

    numbers = ("observed", "before", "median", "nine of ten", "CRPS", "inside")
    table = console.table("Numbers", "what", numbers=numbers)
    for measured, met in found.measured:
        inside = "half" if met.inside50 else "nine tenths" if met.inside90 else "no"
        table.add_row(
            f"{measured.title}, {measured.id.removeprefix(measured.entry).strip()}",
            number_text.number(measured.observed),
            "–" if measured.before is None else number_text.number(measured.before),
            number_text.number(met.median),
            number_text.number_range(*met.central90),
            number_text.number(met.crps),
            inside,
        )
    console.out.print(table)
    n = len(found.measured)
    half = sum(met.inside50 for _, met in found.measured)
    most = sum(met.inside90 for _, met in found.measured)
    console.note(
        f"{half} of {n} lie in the central half, {most} in the central nine tenths. CRPS: in the "
        "unit of the number; that of a single guess is its error."
    )


def _show_unasked(found: "Retrodiction") -> None:
    table = console.table("Not asked: the state would need an invention", "question", "why")
    for each in found.asked.not_expressible.values():
        table.add_row(each.ask, each.because)
    console.out.print(table)


BASE_RATES = "base rates"  # the rival that has a column beside the model


def _show_claims(found: "Retrodiction") -> None:
    """Print the claims article by article, the means, and everybody's score where all can speak."""
    from sim.report import hindcast_json

    scored = hindcast_json.claims(found)
    for mean in hindcast_json.by_article(scored):
        _show_article(mean, [each for each in scored if each.forecast.article.id == mean.name])
    _show_means(hindcast_json.by_article(scored), hindcast_json.by_voice(scored), scored)
    if found.beside:
        _show_beside(found)
    _show_unscored(found)


def _show_article(mean: "MeanScore", scored: "list[ClaimScore]") -> None:
    from sim.base import number_text
    from sim.report.hindcast_json import source
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
            number_text.percent(forecast.chance.probability),
            f"{each.brier:.2f}",
            *(_score(each, name) for name in (MODEL, BASE_RATES)),
        )
    console.out.print(table)


def _show_means(
    articles: "list[MeanScore]", voices: "list[MeanScore]", scored: "list[ClaimScore]"
) -> None:
    from sim.report.hindcast_json import source

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
    from sim.base import number_text

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
            else (number_text.signed(lead.difference), number_text.signed_range(*lead.ci95))
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


def _times(each: "ClaimScore") -> str:
    told = each.forecast.told
    times = [one.id.removeprefix(one.entry).strip() for one in told]
    return times[0] if len(times) == 1 else f"{len(times)} dates, {times[0]} to {times[-1]}"


def _happened(each: "ClaimScore") -> str:
    answers = [told.answer for told in each.forecast.told]
    if len(set(answers)) == 1:
        return "yes" if answers[0] else "no"
    return f"yes at {sum(answers)} of {len(answers)}"


def _score(each: "ClaimScore", name: str) -> str:
    return f"{each.beside[name]:.2f}" if name in each.beside else "–"
