"""Holds reports for programs against what their readers say.

reports.py schema SCHEMA DOCUMENT...  each document (or line of NDJSON) against a JSON Schema; prints how many were valid
reports.py policy POLICY INPUT        what a policy in Rego says of a plan: {"deny": [...], "warn": [...]}
reports.py junit DOCUMENT             a report of JUnit as XML: {"tests", "failures", "errors", "names"}, counted from the cases
reports.py metrics DOCUMENT           the samples of a text of OpenMetrics: {"name{labels}": value}
"""

import json
import re
import sys
import xml.etree.ElementTree as xml


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
    root = xml.parse(document).getroot()
    assert root.tag == "testsuites", root.tag
    allowed = {
        "testsuites": {"name", "tests", "failures", "errors", "time"},
        "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
        "testcase": {"name", "classname", "time", "file", "line"},
        "failure": {"type", "message"}, "error": {"type", "message"},
    }
    inside = {"testsuites": "testsuite", "testsuite": "testcase"}
    for element in root.iter():
        extra = set(element.attrib) - allowed[element.tag]
        assert not extra, f"{element.tag}: {extra}"
        for child in element:
            assert child.tag in (inside.get(element.tag), "failure", "error"), child.tag
    totals = {"tests": 0, "failures": 0, "errors": 0}
    for suite in root:
        cases = suite.findall("testcase")
        counts = {
            "tests": len(cases), "failures": len(suite.findall("testcase/failure")),
            "errors": len(suite.findall("testcase/error")),
        }
        for name, count in counts.items():
            assert int(suite.get(name)) == count, (suite.get("name"), name)
            totals[name] += count
    for name, count in totals.items():
        assert int(root.get(name)) == count, name
    names = [f"{case.get('classname')}/{case.get('name')}" for case in root.iter("testcase") if len(case)]
    json.dump({**totals, "names": names}, sys.stdout)


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


{"schema": schema, "policy": policy, "junit": junit, "metrics": metrics}[sys.argv[1]](*sys.argv[2:])
