"""Shows Markdown as the comment of a forge: comment.py < comment.md > comment.html"""

import re
import sys

import cmarkgfm
from cmarkgfm.cmark import Options

STYLE = """
body { margin: 16px; font: 14px/1.5 "DejaVu Sans", sans-serif; color: #1f2328; background: #fff }
article { border: 1px solid #d1d9e0; border-radius: 6px }
header { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; color: #59636e }
header b { color: #1f2328 }
header i { font-style: normal; font-size: 12px; border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 6px }
main { padding: 0 16px 16px }
h3 { font-size: 17px } h3, h4 { margin: 16px 0 8px }
p, ul, details { margin: 0 0 8px } ul { padding-left: 24px }
code { font: 12px "DejaVu Sans Mono", monospace; background: #eff1f3; border-radius: 6px; padding: 2px 5px }
pre { background: #f6f8fa; border-radius: 6px; padding: 8px 12px; margin: 4px 0 8px; line-height: 1.45; white-space: pre-wrap }
pre code { background: none; padding: 0 }
table { border-collapse: collapse; margin: 0 0 16px } th, td { border: 1px solid #d1d9e0; padding: 5px 12px }
blockquote { margin: 0 0 8px; padding-left: 12px; border-left: 4px solid #d1d9e0; color: #59636e }
.plus { color: #116329; background: #dafbe1 } .minus { color: #82071e; background: #ffebe9 } .hash { color: #59636e }
"""


def coloured(block):
    """The lines of a difference as forges colour them."""
    kinds = {"+": "plus", "-": "minus", "#": "hash"}
    lines = [
        f'<span class="{kinds[line[0]]}">{line}</span>' if line[:1] in kinds else line for line in block[2].split("\n")
    ]
    return block[1] + "\n".join(lines) + block[3]


body = cmarkgfm.github_flavored_markdown_to_html(sys.stdin.read(), Options.CMARK_OPT_UNSAFE)
body = re.sub(r'(<pre lang="diff"><code>)(.*?)(</code></pre>)', coloured, body, flags=re.DOTALL)
print(f"""<!doctype html>
<meta charset="utf-8">
<title>Comment</title>
<style>{STYLE}</style>
<article><header><b>github-actions</b> <i>bot</i> commented 4 minutes ago · edited</header><main>{body}</main></article>""")
