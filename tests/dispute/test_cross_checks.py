"""Each fault in a dispute's folder, told at its place."""

from dataclasses import dataclass

import pytest

from tests.support.straits import NUMBER, WITH_COUNCIL, Make, problems


@dataclass(frozen=True)
class Fault:
    """An edit of a file, and what must then be said; `at`: what the place points to."""

    file: str
    old: str
    new: str
    at: str
    says: str
    where: str = ""  # the file that is blamed, if it is another one
    council: bool = False


D = "dispute.yaml"
WEIGHT = (
    "    weight: {meaning: how much it is minded, unit: utility, "
    "bounds: [0, 3], prior: 0.2, judgement: Invented.}\n"
)
SALIENCE = (
    "salience:\n"
    "  autonomy: {meaning: weight of room to act, unit: weight, "
    "bounds: [0, 1], prior: 0.5, judgement: Invented.}\n"
    "  security: {meaning: weight of safety, unit: weight, "
    "bounds: [0, 1], prior: 0.5, judgement: Invented.}\n"
)
FAULTS = {
    # dispute.yaml
    "a missing key": Fault(
        D, "title: The straits of Nowhere\n", "", "#", "the key 'title' is missing"
    ),
    "an unknown key": Fault(
        D,
        "agenda: [",
        "agendum: [",
        "agendum",
        "unknown key 'agendum'; allowed here: actors, agenda",
    ),
    "an unknown role": Fault(
        D, "  patron: corvia", "  patrone: corvia", "patrone", "did you mean 'patron'?"
    ),
    "a role for nobody": Fault(
        D,
        "  rival: dastan",
        "  rival: dastann",
        "rival",
        "no actor 'dastann'; known are: aldor, brenn, corvia, dastan; did you mean 'dastan'?",
    ),
    "a sender that is nobody": Fault(
        D,
        "senders: [corvia, brenn]",
        "senders: [corvai, brenn]",
        "corvai",
        "there is no actor 'corvai'",
    ),
    "one sender alone": Fault(
        D,
        "senders: [corvia, brenn]",
        "senders: [brenn]",
        "senders: [brenn]",
        "there is one sender, brenn; at least two",
    ),
    "a sender twice": Fault(
        D,
        "[corvia, brenn]",
        "[corvia, brenn, brenn]",
        "senders: [",
        "'brenn' stands twice in senders",
    ),
    "a claimant without sanctions": Fault(
        D,
        "senders: [corvia, brenn]",
        "senders: [corvia]",
        "senders: [",
        "'brenn' is not among the senders",
    ),
    "an actor without a file": Fault(
        D,
        "[aldor, brenn, corvia, dastan]",
        "[aldor, brenn, corvia, dastan, elda]",
        "elda",
        "the actor 'elda' has no file actors/elda.yaml; there are files for: aldor, brenn",
    ),
    "a file without an actor": Fault(
        D,
        "actors: [aldor, brenn, corvia, dastan]",
        "actors: [aldor, brenn, corvia]",
        "name: dastan",
        "'dastan' is no actor of the dispute; actors: aldor, brenn, corvia",
        where="actors/dastan.yaml",
    ),
    "an actor with a reserved name": Fault(
        D, "[aldor,", "[laws, aldor,", "laws, ", "an actor cannot be called 'laws'"
    ),
    "no actors": Fault(D, "[aldor, brenn, corvia, dastan]", "[]", "actors: []", "at least 1 item"),
    "actors that are no list": Fault(
        D, "[aldor, brenn, corvia, dastan]", "3", "actors: 3", "actors: "
    ),
    "a pair with nobody": Fault(
        D, "[aldor, dastan]", "[aldor, dastam]", "dastam", "did you mean 'dastan'?"
    ),
    "a pair of one": Fault(
        D,
        "[aldor, dastan]",
        "[aldor, aldor]",
        "between: [aldor, aldor]",
        "eastern pairs 'aldor' with itself",
    ),
    "a pair twice": Fault(
        D,
        "[aldor, dastan]",
        "[aldor, brenn]",
        "between: [aldor, brenn]",
        "eastern are the same two as",
    ),
    "a pair of three": Fault(
        D,
        "[aldor, dastan]",
        "[aldor, dastan, brenn]",
        "between: [aldor, dastan",
        "pairs.eastern.between",
    ),
    "holder and claimant unpaired": Fault(
        D, "between: [brenn, aldor]", "between: [brenn, dastan]", "pairs", "'aldor' and 'brenn'"
    ),
    "a name that is none": Fault(
        D,
        "  eastern: {title",
        "  Far East: {title",
        "Far East",
        "'Far East' cannot be a name; small letters",
    ),
    "a threat without a weight": Fault(
        D,
        WEIGHT,
        "",
        "pirates",
        "the key 'weight' is missing",
    ),
    "a number where a parameter should be": Fault(
        D,
        WEIGHT,
        "    weight: 0.2\n",
        "weight: 0.2",
        "threats.pirates.weight is no parameter; a mapping with meaning",
    ),
    "a group where a parameter should be": Fault(
        D,
        WEIGHT,
        f"    weight: {{much: {NUMBER}}}\n",
        "weight: {much",
        "threats.pirates.weight is no parameter",
    ),
    "a ladder that begins with land": Fault(
        D,
        "    title: as it is\n",
        "    title: as it is\n    islands: [reef]\n",
        "islands: [reef]",
        "the first rung of the ladder, status_quo, cedes ground; the first rung is no settlement",
    ),
    "a ladder that falls": Fault(
        D,
        "    title: shared use\n",
        "    title: shared use\n    islands: [reef, rock]\n",
        "islands: [rock]",
        "the rung cession cedes less than the rung shared_use below it: reef",
    ),
    "a rung without its worth": Fault(
        D,
        "    title: cession\n",
        "    title: cession\n    worth: 1\n",
        "worth: 1",
        "unknown key 'worth'",
    ),
    "a package called none": Fault(
        D,
        "    sum: {",
        "    none: {",
        "none: {",
        "money has a size called 'none'",
    ),
    "a package that is no parameter": Fault(
        D,
        "    sum: {meaning: money of a package, unit: USD bn, "
        "bounds: [0.1, 50], prior: 2, judgement: Invented.}",
        "    sum: 2",
        "sum: 2",
        "packages.money.sum is no parameter",
    ),
    "an unknown measure": Fault(
        D, "measure: ladder", "measure: laddder", "measure: laddder", "did you mean 'ladder'?"
    ),
    "severity of a stranger": Fault(
        D,
        "actor: brenn, unit",
        "actor: dastan, unit",
        "actor: dastan, unit",
        "there is no sender 'dastan'",
    ),
    "severity of nobody": Fault(
        D,
        "measure: severity, actor: brenn",
        "measure: severity",
        "{name: brenn_sanctions",
        "the measure severity needs actor:; known are: corvia, brenn",
    ),
    "alignment of strangers": Fault(
        D, "pair: eastern", "pair: easter", "pair: easter", "did you mean 'eastern'?"
    ),
    "an actor too many": Fault(
        D, "measure: treaty}", "measure: treaty, actor: brenn}", "actor: brenn}", "takes no actor:"
    ),
    "an outcome twice": Fault(
        D, "{name: alliance,", "{name: invested,", "outcomes", "'invested' stands twice in outcomes"
    ),
    "an outcome of no council": Fault(
        D,
        "measure: treaty}",
        "measure: in_force}",
        "{name: peace_treaty",
        "in_force needs a council",
    ),
    "a policy of a stranger": Fault(
        D,
        "bind: {actor: dastan, lever: fleet",
        "bind: {actor: brena, lever: l",
        "actor: brena",
        "there is no actor 'brena'",
    ),
    "a policy on no lever": Fault(
        D,
        "actor: brenn, lever: sanctions",
        "actor: brenn, lever: sanction",
        "lever: sanction,",
        "there is no lever of brenn 'sanction'; known are: sanctions",
    ),
    "a policy for no option": Fault(
        D,
        "lever: sanctions, option: ease",
        "lever: sanctions, option: o",
        "option: o}",
        "there is no option of brenn.sanctions 'o'; known are: ease, hold",
    ),
    "a policy that binds a lever twice": Fault(
        D,
        "{actor: brenn, lever: sanctions, option: ease}",
        "{actor: corvia, lever: investment, option: hold}",
        "{actor: corvia, lever: investment, option: hold}",
        "open_harbours binds corvia.investment twice; one option for a lever",
    ),
    "a policy that binds nothing": Fault(
        D,
        "bind: {actor: dastan, lever: fleet, option: press}",
        "bind: []",
        "bind: []",
        "at least 1",
    ),
    "a policy that nobody holds": Fault(
        D,
        "    why: The admirals hold that a claim is respected where ships are seen.\n",
        "",
        "show_of_force:",
        "the key 'why' is missing",
    ),
    "a headline that is no text": Fault(
        D,
        "series:",
        "headline: [a]\nseries:",
        "headline",
        "headline: input should be a valid string",
    ),
    # actors/
    "another name": Fault(
        "actors/brenn.yaml",
        "name: brenn\n",
        "name: bren\n",
        "name",
        "the file of 'brenn' names 'bren'",
    ),
    "an unknown part of an actor": Fault(
        "actors/brenn.yaml", "position:\n", "positions:\n", "positions", "did you mean 'position'?"
    ),
    "an unknown position": Fault(
        "actors/brenn.yaml", "  weight: {", "  wieght: {", "wieght", "did you mean 'weight'?"
    ),
    "an unknown trait": Fault(
        "actors/brenn.yaml",
        "{title: The first}",
        f"{{title: The first, leniancy: {NUMBER}}}",
        "leniancy",
        "did you mean 'leniency'?",
    ),
    "no saliences": Fault(
        "actors/dastan.yaml",
        SALIENCE,
        "",
        "name",
        "the key 'salience' is missing",
    ),
    "a handover to nobody": Fault(
        "actors/brenn.yaml",
        "  second: {title: The second}\n",
        "",
        "handover",
        "the leader of 'brenn' may change, but nobody follows",
    ),
    "a handover without a date": Fault(
        "actors/brenn.yaml",
        "handover:\n",
        f"handover:\n  vote: {{chance: {NUMBER}}}\n",
        "vote",
        "the key 'at' is missing",
    ),
    "a handover without a chance": Fault(
        "actors/brenn.yaml",
        "handover:\n",
        "handover:\n  vote: {at: 2032Q3}\n",
        "vote",
        "the key 'chance' is missing",
    ),
    "a handover at no quarter": Fault(
        "actors/brenn.yaml",
        "handover:\n",
        f"handover:\n  vote: {{at: 2032Q5, chance: {NUMBER}}}\n",
        "at: 2032Q5",
        "'2032Q5' is not a quarter; write it as 2017Q1",
    ),
    "no option to hold": Fault(
        "actors/brenn.yaml",
        "      hold:\n",
        "      keep: {moves: {war: 1}}\n",
        "options",
        "the lever sanctions has no option 'hold'; one option changes nothing",
    ),
    "no choice": Fault(
        "actors/brenn.yaml",
        "      ease: {moves: {brenn.sanctions: -1}, retreat: true}\n",
        "",
        "options",
        "the lever sanctions leaves no choice",
    ),
    "holding that moves": Fault(
        "actors/brenn.yaml",
        "      hold:\n",
        "      hold: {moves: {war: 1}}\n",
        "hold: {",
        "hold moves something",
    ),
    "an option that moves nothing": Fault(
        "actors/brenn.yaml",
        "{moves: {brenn.sanctions: -1}, retreat: true}",
        "{retreat: true}",
        "ease",
        "the option ease of sanctions moves nothing",
    ),
    "a step that is no number": Fault(
        "actors/brenn.yaml",
        "{brenn.sanctions: -1}",
        "{brenn.sanctions: down}",
        "brenn.sanctions: down",
        "not 'down'",
    ),
    "a retreat that is no flag": Fault(
        "actors/brenn.yaml",
        "retreat: true",
        "retreat: yes",
        "retreat: yes",
        "valid boolean, not 'yes'",
    ),
    "an option with an unknown key": Fault(
        "actors/brenn.yaml",
        "retreat: true",
        "retreats: true",
        "retreats",
        "did you mean 'retreat'?",
    ),
    "a lever without a step": Fault(
        "actors/brenn.yaml",
        "    step: {meaning: one deed, unit: logit, "
        "bounds: [0.01, 3], prior: 0.4, judgement: Invented.}\n",
        "",
        "sanctions:\n    title",
        "the key 'step' is missing",
    ),
    "a prior out of bounds": Fault(
        "actors/brenn.yaml",
        "bounds: [0, 1], prior: 0.2, judgement",
        "bounds: [0, 1], prior: 2, judgement",
        "prior: 2,",
        "2",
    ),
    "members of no council": Fault(
        "actors/brenn.yaml",
        "lever:\n",
        f"member:\n  north: {{title: N, stance: {NUMBER}}}\nlever:\n",
        "member:",
        "'brenn' has members but is not the council",
    ),
    "a council without members": Fault(
        D,
        "  rival: dastan\n",
        "  rival: dastan\n  council: dastan\n",
        "council: dastan",
        "the council 'dastan' has no members",
    ),
    "a council that sends no sanctions": Fault(
        D,
        "senders: [corvia, brenn, dastan]",
        "senders: [corvia, brenn]",
        "council: dastan",
        "the council 'dastan' is not among the senders",
        council=True,
    ),
    "a council that never votes": Fault(
        D,
        "renewals: [1]\n\n",
        "",
        "council: dastan",
        "a council and the quarters of its renewals go together",
        council=True,
    ),
    "renewals of no council": Fault(
        D,
        "\npairs:\n",
        "\nrenewals: [1]\n\npairs:\n",
        "renewals: [1]",
        "a council and the quarters of its renewals go together",
    ),
    "a fifth quarter": Fault(
        D,
        "renewals: [1]",
        "renewals: [5]",
        "5",
        "less than or equal to 4",
        council=True,
    ),
    "a member that leaves at no time": Fault(
        "actors/dastan.yaml",
        "leaves_from: 2031Q2, ",
        "",
        "west",
        "west needs both leaves_from and leaves, or neither",
        council=True,
    ),
    "a member without a stance": Fault(
        "actors/dastan.yaml",
        f"title: East, stance: {NUMBER}",
        "title: East",
        "east",
        "the key 'stance' is missing",
        council=True,
    ),
    # laws/, interests/, choices/
    "a law that does not say what it is": Fault(
        "laws/tide.yaml", "law: What happens.\n", "", "parameters", "the key 'law' is missing"
    ),
    "an unknown key of a law": Fault(
        "laws/tide.yaml", "parameters:", "parameter:", "parameter", "did you mean 'parameters'?"
    ),
    "a law's parameter without a source": Fault(
        "laws/tide.yaml",
        ", judgement: j.",
        "",
        "pace",
        "nothing says where laws.tide.pace comes from",
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_at_its_place(fault: Fault, make: Make) -> None:
    edits = (*(WITH_COUNCIL if fault.council else ()), (fault.file, fault.old, fault.new))
    folder = make(*edits)
    told = problems(folder)
    said = [problem for problem in told if fault.says in str(problem)]
    assert said, "\n".join(map(str, told))
    file = folder / (fault.where or fault.file)
    text = file.read_text("utf-8")
    before = text[: text.index(fault.at)]
    place = (str(file), before.count("\n") + 1, len(before) - before.rfind("\n"))
    marks = [(p.mark.file, p.mark.line, p.mark.column) for p in said if p.mark]
    assert place in marks, f"{place} not in {marks}"


def test_faults_of_all_files_are_told_at_once(make: Make) -> None:
    folder = make(
        ("dispute.yaml", "agenda: [", "agendum: ["),
        ("actors/aldor.yaml", "lever:\n", "levers:\n"),
        ("actors/brenn.yaml", "bounds: [0, 1], prior: 0.2", "bounds: [1, 0], prior: 0.2"),
        ("laws/tide.yaml", "law: What happens.\n", ""),
    )
    (folder / "laws" / "wind.yaml").write_text("law: [", "utf-8")
    said = "\n".join(str(problem) for problem in problems(folder))
    for word in ("agendum", "levers", "bounds", "'law' is missing", "wind.yaml:2"):
        assert word in said, word


def test_a_file_that_cannot_be_read_is_not_called_missing(make: Make) -> None:
    folder = make(("actors/brenn.yaml", "name: brenn", "name: [brenn"))
    (problem,) = problems(folder)
    assert str(problem).startswith(f"{folder / 'actors' / 'brenn.yaml'}:2:")
