/// The style sheet of the pages.
enum HTMLStyle {
    static let text = """
        :root{\(HTMLPalette.variables(HTMLPalette.light))}
        @media screen and (prefers-color-scheme:dark){:root{\(HTMLPalette.variables(HTMLPalette.dark))}}
        \(rules)
        """

    private static let rules = """
        *{box-sizing:border-box}
        body{margin:0;overflow-wrap:break-word;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        header.page,main{max-width:1440px;margin:0 auto;padding:0 20px}
        header.page{padding-top:24px}
        h1{font-size:28px;line-height:1.2;margin:0 0 8px;overflow-wrap:anywhere}
        h2{font-size:19px;margin:28px 0 10px}
        h3{font-size:16px;margin:0;display:inline;overflow-wrap:anywhere}
        .kind{margin:0;color:var(--quiet);text-transform:uppercase;letter-spacing:.08em;font-size:12px;font-weight:600}
        .sentence{font-size:17px;margin:0 0 16px;overflow-wrap:anywhere}
        .warning{color:var(--delete);font-weight:600}
        .note,.quiet{color:var(--quiet)}
        .note{margin:0 0 10px}
        .scroll+.note{margin-top:8px}
        a{color:var(--link)}
        code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px}
        code{overflow-wrap:anywhere}
        :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
        .tiles{display:flex;flex-wrap:wrap;gap:10px;list-style:none;padding:0;margin:0 0 16px}
        .tiles li{background:var(--panel);border:1px solid var(--line);border-left:5px solid currentColor;border-radius:8px;padding:8px 16px}
        .tiles b{font-size:22px;display:block;line-height:1.2}
        .tiles span{color:var(--ink)}
        .tools{position:sticky;top:0;z-index:2;background:var(--page);display:flex;flex-wrap:wrap;gap:8px;align-items:center;padding:10px 0;border-bottom:1px solid var(--line)}
        .tools input[type=search]{flex:1 1 260px;min-width:0;font:inherit;padding:7px 10px;border:1px solid var(--quiet);border-radius:6px;background:var(--panel);color:var(--ink)}
        .tools input::placeholder{color:var(--quiet);opacity:1}
        button{font:inherit;padding:6px 12px;border:1px solid var(--quiet);border-radius:6px;background:var(--panel);color:var(--ink);cursor:pointer}
        .chip{display:inline-flex;gap:5px;align-items:center;border:1px solid var(--line);border-radius:999px;padding:4px 11px;background:var(--panel);cursor:pointer;white-space:nowrap}
        output{color:var(--quiet);min-width:7em}
        .scroll{overflow-x:auto;background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:10px}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;padding:6px 12px;border-bottom:1px solid var(--line);vertical-align:top}
        tr:last-child>*{border-bottom:0}
        thead tr:last-child>*{border-bottom:1px solid var(--line)}
        td code{display:inline-block;min-width:min(14em,60vw)}
        td code.v{min-width:0}
        th{color:var(--quiet);font-weight:600;white-space:nowrap}
        td.n,th.n{text-align:right;white-space:nowrap}
        .slim{max-width:720px}
        td.mono{white-space:nowrap}
        .slim td.mono{white-space:normal;overflow-wrap:anywhere}
        .legend{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;padding:0;margin:10px 0;color:var(--quiet)}
        .group{background:var(--panel);border:1px solid var(--line);border-radius:8px;margin:0 0 12px}
        .many .group{content-visibility:auto;contain-intrinsic-height:auto 52px}
        .group>summary{padding:12px 16px;cursor:pointer}
        .group>.in{border-top:1px solid var(--line);padding:4px 16px 14px}
        .counts{margin-left:10px;white-space:nowrap}
        .counts span{margin-right:8px;font-weight:600}
        .step{padding:10px 0 4px;border-bottom:1px solid var(--line)}
        .many .step{content-visibility:auto;contain-intrinsic-height:auto 68px}
        .step:last-child{border-bottom:0}
        .step:target{background:var(--mark)}
        .step>p:not(.object){margin:0 0 4px;overflow-wrap:anywhere}
        .step>p>b{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;display:inline-block;min-width:1.6em}
        .at{margin-left:8px;font-size:13px;color:var(--quiet)}
        a.at{color:var(--link)}
        .object{margin:2px 0 6px 1.6em}
        .object>summary{cursor:pointer;overflow-wrap:anywhere}
        .object p{margin:4px 0 4px 1em;overflow-wrap:anywhere}
        pre{margin:6px 0;padding:8px 0;background:var(--soft);border-radius:6px;overflow-x:auto;line-height:1.45}
        pre span{display:block;padding:0 12px;white-space:pre-wrap;overflow-wrap:anywhere}
        pre .l-add{background:var(--added)}
        pre .l-del{background:var(--removed)}
        pre .l-note{color:var(--quiet)}
        pre .l-head{color:var(--update);font-weight:600}
        .a-create{color:var(--create)}.a-update{color:var(--update)}.a-replace{color:var(--replace)}.a-delete{color:var(--delete)}
        .a-wait{color:var(--wait)}.a-defer{color:var(--defer)}.a-unknown{color:var(--unknown)}.a-none{color:var(--quiet)}
        .alarm{background:var(--alarm);color:var(--on-alarm);border-radius:8px;padding:12px 16px;margin:0 0 16px}
        .alarm a{color:inherit}
        .alarm p{margin:0}
        .alarm ul{margin:6px 0 0;padding-left:1.3em}
        .finding{background:var(--panel);border:1px solid var(--line);border-left:5px solid var(--delete);border-radius:8px;padding:10px 16px;margin:0 0 10px;overflow-wrap:anywhere}
        .finding p{margin:2px 0}
        .finding.mild{border-left-color:var(--unknown)}
        svg{display:block;font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        @media (min-width:1000px){svg.fit{max-width:100%;height:auto}}
        svg text{fill:var(--ink)}
        svg .quiet{fill:var(--quiet)}
        svg .lane{fill:var(--soft)}
        svg .box{fill:var(--panel);stroke:currentColor;stroke-width:1.4}
        svg .mark{fill:currentColor;font-weight:700}
        svg .edge{fill:none;stroke:var(--quiet);stroke-width:1.1;opacity:.65}
        svg .edge.hot{stroke:var(--critical);stroke-width:2.4;opacity:1}
        svg .hot .box{stroke:var(--critical);stroke-width:2.6}
        svg .grid{stroke:var(--line)}
        svg .bar{fill:currentColor}
        svg .idle{fill:var(--line)}
        svg .retry{fill:var(--critical)}
        svg a:focus-visible{outline:none}
        svg a:focus-visible .box{stroke:var(--link);stroke-width:4}
        [hidden]{display:none!important}
        @media (max-width:640px){header.page,main{padding-left:12px;padding-right:12px}h1{font-size:23px}.tools{position:static}th,td{padding:5px 8px}.object{margin-left:.4em}.group>.in{padding:2px 10px 10px}.stack thead{display:none}.stack tr,.stack td{display:block}.stack td{border:0;padding:2px 4px;overflow-wrap:anywhere}.stack td code{display:inline;min-width:0}.stack td[data-head]::before{content:attr(data-head) ": ";color:var(--quiet)}.stack tr{padding:6px 0;border-bottom:1px solid var(--line)}}
        @media print{.tools,.noprint{display:none}body{background:#fff}.many .group,.many .step{content-visibility:visible}.object{break-inside:avoid}.scroll{overflow:visible}.scroll svg{max-width:100%;height:auto}header.page,main{max-width:none;padding:0}}
        """
}
