"""Opens a page in headless Chromium and evaluates expressions in it, one after the other (Chrome DevTools Protocol, by pipe).

browse.py CHROMIUM FOLDER < {"page", "width", "height", "scheme", "media", "expressions", "screenshot"}

Writes {"results", "complaints", "milliseconds"}: what each expression gives, what the console and the policy of the page
complained of, and how long the page took to open. A list of pages gives a list, each opened in a tab of its own of one browser.
FOLDER is for the browser's own files.
"""

import base64
import json
import os
import subprocess
import sys


class Browser:
    def __init__(self, program, folder):
        to_child, ours_out = os.pipe()
        ours_in, from_child = os.pipe()

        def wire():
            # Descriptors 3 and 4 are where the browser looks; copies keep one from covering the other.
            given = [os.dup(to_child), os.dup(from_child)]
            spare = [os.dup2(given[0], 20), os.dup2(given[1], 21)]
            os.dup2(spare[0], 3)
            os.dup2(spare[1], 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--remote-debugging-pipe", "--hide-scrollbars", "--user-data-dir=" + folder,
             "about:blank"],
            preexec_fn=wire, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, "HOME": folder})
        os.close(to_child)
        os.close(from_child)
        self.output = os.fdopen(ours_out, "wb", buffering=0)
        self.input = os.fdopen(ours_in, "rb", buffering=0)
        self.rest = b""
        self.number = 0
        self.events = []

    def receive(self):
        while b"\0" not in self.rest:
            data = self.input.read(1 << 16)
            if not data:
                sys.exit("the browser ended")
            self.rest += data
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        self.output.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method, session):
        while not any((event.get("method"), event.get("sessionId")) == (method, session) for event in self.events):
            self.events.append(self.receive())


def visit(browser, task):
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ["Page", "Runtime", "Log", "Network"]:
        browser.call(domain + ".enable", session)
    browser.call("Emulation.setDeviceMetricsOverride", session, width=task.get("width", 1280),
                 height=task.get("height", 900), deviceScaleFactor=1, mobile=False)
    browser.call("Emulation.setEmulatedMedia", session, media=task.get("media", ""),
                 features=[{"name": "prefers-color-scheme", "value": task.get("scheme", "light")}])
    browser.events = []
    browser.call("Page.navigate", session, url=task["page"])
    browser.wait("Page.loadEventFired", session)
    results = []
    for expression in task.get("expressions", []):
        answer = browser.call("Runtime.evaluate", session, expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            sys.exit(f"{expression}: {answer['exceptionDetails']}")
        results.append(answer["result"].get("value"))
    timing = browser.call(
        "Runtime.evaluate", session, returnByValue=True,
        expression="Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd)")
    if task.get("screenshot"):
        size = browser.call("Page.getLayoutMetrics", session)["cssContentSize"]
        height = min(size["height"], task.get("longest", 4000))
        # What lies below the window is not drawn.
        browser.call("Emulation.setDeviceMetricsOverride", session, width=task.get("width", 1280), height=int(height),
                     deviceScaleFactor=1, mobile=False)
        browser.call("Runtime.evaluate", session, awaitPromise=True, expression="new Promise(done => setTimeout(done, 200))")
        shot = browser.call(
            "Page.captureScreenshot", session, format="png", captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": task.get("width", 1280), "height": height, "scale": 1})
        with open(task["screenshot"], "wb") as file:
            file.write(base64.b64decode(shot["data"]))
    complaints = []
    for event in browser.events:
        # What a page before did is not this one's.
        if event.get("sessionId") != session:
            continue
        parameters = event.get("params", {})
        if event.get("method") == "Log.entryAdded":
            complaints.append(parameters["entry"]["text"])
        elif event.get("method") == "Runtime.exceptionThrown":
            complaints.append(parameters["exceptionDetails"]["text"])
        elif event.get("method") == "Runtime.consoleAPICalled":
            complaints.append("console." + parameters["type"])
        elif event.get("method") == "Network.requestWillBeSent":
            address = parameters["request"]["url"]
            if not address.startswith("data:") and address.split("#")[0] != task["page"].split("#")[0]:
                complaints.append("asked for " + address)
        elif event.get("method") == "Page.javascriptDialogOpening":
            complaints.append("dialog: " + parameters["message"])
    browser.call("Target.closeTarget", targetId=target)
    return {"results": results, "complaints": complaints, "milliseconds": timing["result"]["value"]}


def main():
    task = json.load(sys.stdin)
    browser = Browser(sys.argv[1], sys.argv[2])
    try:
        visits = [visit(browser, page) for page in (task if isinstance(task, list) else [task])]
        json.dump(visits if isinstance(task, list) else visits[0], sys.stdout)
    finally:
        browser.process.kill()
        browser.process.wait()


main()
