"""Holds reports for programs against what their readers say.

reports.py schema SCHEMA DOCUMENT...  each document (or line of NDJSON) against a JSON Schema; prints how many were valid
reports.py policy POLICY INPUT        what a policy in Rego says of a plan: {"deny": [...], "warn": [...]}
reports.py junit DOCUMENT             a report of JUnit against the published schemas of Jenkins' xunit plugin:
                                      {"tests", "failures", "errors", "names", "files"}, counted from the cases
reports.py sarif DOCUMENT...          each log against SARIF 2.1.0 as its published schema has it; prints how many results there were
reports.py pipeline KIND DOCUMENT     a pipeline against the published schema of its kind: github-workflows, gitlab-ci
reports.py metrics DOCUMENT           the samples of a text of OpenMetrics: {"name{labels}": value}
"""

import dataclasses
import json
import pathlib
import re
import sys
import typing


def schema(path, *documents):
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.load(open(path)))
    validator.check_schema(validator.schema)
    count = 0
    for document in documents:
        text = open(document).read()
        values = [json.loads(line) for line in text.splitlines()] if document.endswith(".ndjson") else [json.loads(text)]
        for value in values:
            for error in validator.iter_errors(value):
                sys.exit(f"{document}: {error.json_path}: {error.message[:500]}")
            count += 1
    print(count)


def policy(path, document):
    import regopy

    interpreter = regopy.Interpreter()
    interpreter.add_module("plan", open(path).read())
    interpreter.set_input(json.load(open(document)))
    result = {}
    for name in ["deny", "warn"]:
        output = json.loads(str(interpreter.query(f"x := data.main.{name}")))
        result[name] = sorted(output["bindings"]["x"])
    json.dump(result, sys.stdout)


def junit(document):
    from lxml import etree

    def hold(tree, version):
        """Against a schema of Jenkins' xunit plugin, which names what may be there and what must, and allows nothing else."""
        schema = etree.XMLSchema(etree.parse(JUNIT_SCHEMAS / version / "junit-10.xsd"))
        if not schema.validate(tree):
            error = schema.error_log[0]
            sys.exit(f"{document}:{error.line}: {error.message[:500]}")

    # Nothing is resolved, fetched or put right.
    tree = etree.parse(document, etree.XMLParser(resolve_entities=False, no_network=True, recover=False))
    root = tree.getroot()
    hold(tree, JUNIT_WITH_FILES)
    cases = list(root.iter("testcase"))
    names = [f"{case.get('classname')}/{case.get('name')}" for case in cases if len(case)]
    places = sorted({case.get("file") for case in cases} - {None})
    totals = {"tests": 0, "failures": 0, "errors": 0}
    for suite in root:
        counts = {
            "tests": len(suite.findall("testcase")), "failures": len(suite.findall("testcase/failure")),
            "errors": len(suite.findall("testcase/error")),
        }
        for name, count in counts.items():
            if int(suite.get(name)) != count:
                sys.exit(f"{document}: {suite.get('name')}: {name}: {suite.get(name)} are {count}")
            totals[name] += count
    for name, count in totals.items():
        if int(root.get(name)) != count:
            sys.exit(f"{document}: {name}: {root.get(name)} are {count}")
    # The newer schema has no place for what GitLab links a case to, and fits without it.
    for case in cases:
        for name in ["file", "line"]:
            case.attrib.pop(name, None)
    hold(tree, JUNIT)
    json.dump({**totals, "names": names, "files": places}, sys.stdout)


# By the commits of the plugin that they are of: 2014 to 2018 (1.100), and since (1.104).
JUNIT_SCHEMAS = pathlib.Path(sys.prefix, "schemas/tests/vendor/jenkins/xunit-plugin")
JUNIT_WITH_FILES, JUNIT = "14c6e39c38408b9ed6280361484a13c6f5becca7", "ae25da5089d4f94ac6c4669bf736e4d416cc4665"


def sarif(*documents):
    # Made from the schema of OASIS: names, types, values and what is required.
    import pysarif

    count = 0
    for document in documents:
        log = json.load(open(document))
        conform(log, pysarif.SarifLog, document)
        for number, run in enumerate(log["runs"]):
            rules = [rule["id"] for rule in run["tool"]["driver"].get("rules", [])]
            if len(set(rules)) < len(rules):
                sys.exit(f"{document}: runs[{number}]: two rules of one id")
            for place, result in enumerate(run.get("results", [])):
                index = result.get("ruleIndex", -1)
                if not 0 <= index < len(rules) or rules[index] != result.get("ruleId"):
                    sys.exit(f"{document}: runs[{number}].results[{place}]: the rule is not listed")
                count += 1
    print(count)


# What the schema says beside names and types; members without a type hold values of these.
SARIF_MAPS = {
    "fingerprints": "str", "partialFingerprints": "str", "originalUriBaseIds": "ArtifactLocation",
    "globalMessageStrings": "MultiformatMessageString", "messageStrings": "MultiformatMessageString",
}
SARIF_LEAST = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1, "ruleIndex": -1}
SARIF_ANY = {"Message": ["text", "id"], "PhysicalLocation": ["artifactLocation", "address"]}


def conform(value, kind, path):
    """Ends with the first thing that is not as a class of pysarif, or a type of its members, says."""
    import pysarif

    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Union:
        # null stands nowhere in the schema: a member that may be left out has a value, where it is there.
        return conform(value, arguments[0], path)
    if origin is typing.Literal:
        if value not in arguments:
            sys.exit(f"{path}: {value!r} is none of {', '.join(arguments)}")
    elif origin is list:
        if not isinstance(value, list):
            sys.exit(f"{path}: not a list")
        for index, element in enumerate(value):
            conform(element, arguments[0], f"{path}[{index}]")
    elif dataclasses.is_dataclass(kind):
        if not isinstance(value, dict):
            sys.exit(f"{path}: not an object")
        if kind is pysarif.PropertyBag:
            return
        types = typing.get_type_hints(kind, vars(sys.modules[kind.__module__]))
        members = {json_name(kind, field.name): field for field in dataclasses.fields(kind)}
        for name, field in members.items():
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING and name not in value:
                sys.exit(f"{path}: {name} is missing")
        for name, element in value.items():
            if name not in members:
                sys.exit(f"{path}: {kind.__name__} has no {name}")
            inner = f"{path}.{name}"
            if types[members[name].name] is typing.Any and name in SARIF_MAPS:
                conform(element, dict, inner)
                for key, part in element.items():
                    conform(part, str if SARIF_MAPS[name] == "str" else getattr(pysarif, SARIF_MAPS[name]), f"{inner}.{key}")
                continue
            conform(element, types[members[name].name], inner)
            if name in SARIF_LEAST and element < SARIF_LEAST[name]:
                sys.exit(f"{inner}: {element} is less than {SARIF_LEAST[name]}")
        if kind.__name__ in SARIF_ANY and not any(name in value for name in SARIF_ANY[kind.__name__]):
            sys.exit(f"{path}: none of {', '.join(SARIF_ANY[kind.__name__])}")
    elif kind is not typing.Any:
        wanted = (int, float) if kind is float else kind
        if not isinstance(value, wanted) or isinstance(value, bool) and kind is not bool:
            sys.exit(f"{path}: {value!r} is not of the type {kind.__name__}")


def json_name(kind, name):
    """`start_line` as a log has it; the first member of a log is called after what it is."""
    first, *rest = name.split("_")
    return "$schema" if (kind.__name__, name) == ("SarifLog", "schema") else first + "".join(map(str.capitalize, rest))


def pipeline(kind, document):
    from check_jsonschema import main

    options = ["--data-transform", "gitlab-ci"] if kind == "gitlab-ci" else []
    sys.stdout = sys.stderr
    main(["--builtin-schema", f"vendor.{kind}", *options, document])


def metrics(document):
    text = open(document).read()
    assert text.endswith("\n# EOF\n"), "no end"
    sample = re.compile(r'([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)*)\} (-?[0-9.]+)')
    family, result = None, {}
    for line in text.splitlines()[:-1]:
        if line.startswith("# TYPE "):
            family = line.split(" ")[2]
            continue
        if line.startswith("#"):
            assert line.split(" ")[2] == family, line
            continue
        match = sample.fullmatch(line)
        assert match and match[1] == family, line
        key = f"{match[1]}{{{match[2]}}}"
        assert key not in result, key
        result[key] = float(match[3])
    json.dump(result, sys.stdout)


COMMANDS = {"schema": schema, "policy": policy, "junit": junit, "sarif": sarif, "pipeline": pipeline, "metrics": metrics}
COMMANDS[sys.argv[1]](*sys.argv[2:])
