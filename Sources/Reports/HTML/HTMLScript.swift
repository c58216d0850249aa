/// The script of the pages: it filters, folds and opens what a link leads to. Without it everything can be read all the same.
/// It takes texts of the page as texts alone.
enum HTMLScript {
    static let text = """
        'use strict';
        (() => {
          const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
          const box = document.getElementById('filter');
          const shown = document.getElementById('shown');
          const groups = all('.group');
          const kinds = all('[data-kind]');
          let index = null;
          const entries = () => index = index || groups.flatMap(group => {
            const name = group.dataset.name || '';
            return all('.step', group).map(step => ({
              step, group, kinds: step.dataset.action.split(' '),
              text: (name + ' ' + step.textContent).toLowerCase()
            }));
          });
          const wasOpen = new Map();
          const filter = () => {
            const words = box.value.toLowerCase().split(/\\s+/).filter(word => word);
            const off = new Set(kinds.filter(kind => !kind.checked).map(kind => kind.dataset.kind));
            const seen = new Map();
            let count = 0;
            const list = entries();
            for (const entry of list) {
              const fits = !entry.kinds.every(kind => off.has(kind)) && words.every(word => entry.text.includes(word));
              entry.step.hidden = !fits;
              if (fits) { count += 1; seen.set(entry.group, true); }
            }
            const active = words.length > 0 || off.size > 0;
            for (const group of groups) {
              const own = (group.dataset.name || '').toLowerCase();
              const empty = !group.querySelector('.step') && !off.size && words.every(word => own.includes(word));
              group.hidden = active && !seen.has(group) && !empty;
              if (words.length > 0 && seen.has(group)) {
                if (!wasOpen.has(group)) wasOpen.set(group, group.open);
                group.open = true;
              } else if (wasOpen.has(group)) {
                group.open = wasOpen.get(group);
                wasOpen.delete(group);
              }
            }
            for (const row of all('[data-group]')) {
              const group = document.getElementById(row.dataset.group);
              row.hidden = !!group && group.hidden;
            }
            shown.textContent = active ? count + ' of ' + list.length + ' shown' : '';
          };
          const fold = open => all('.group,.object').forEach(part => { part.open = open; });
          const follow = () => {
            const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
            if (!target) return;
            target.hidden = false;
            for (let part = target; part; part = part.parentElement) {
              if (part.tagName === 'DETAILS') { part.open = true; part.hidden = false; }
            }
            all('.object', target).forEach(part => { part.open = true; });
            target.scrollIntoView({block: 'center'});
          };
          if (box) {
            box.addEventListener('input', filter);
            kinds.forEach(kind => kind.addEventListener('change', filter));
            document.getElementById('unfold').addEventListener('click', () => fold(true));
            document.getElementById('fold').addEventListener('click', () => fold(false));
            document.addEventListener('keydown', event => {
              if (event.key === '/' && document.activeElement !== box && !event.ctrlKey && !event.metaKey) {
                event.preventDefault();
                box.focus();
              } else if (event.key === 'Escape' && document.activeElement === box) {
                box.value = '';
                filter();
              }
            });
          }
          let closed = [];
          window.addEventListener('beforeprint', () => {
            closed = all('details').filter(part => !part.open);
            closed.forEach(part => { part.open = true; });
          });
          window.addEventListener('afterprint', () => { closed.forEach(part => { part.open = false; }); });
          window.addEventListener('hashchange', follow);
          follow();
        })();
        """
}
