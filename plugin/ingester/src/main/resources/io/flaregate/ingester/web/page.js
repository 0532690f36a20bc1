'use strict';

/* The page of the embedded ingester. Everything that comes from profiles is set as text. */
(() => {
  const CELL = 21;
  const element = (id) => document.getElementById(id);
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;

  const state = { graph: null, chart: null, current: null, sort: 'self', asked: 0 };

  // ---------------------------------------------------------------- numbers

  const steps = {
    nanoseconds: [['ns', 1], ['µs', 1e3], ['ms', 1e6], ['s', 1e9], ['min', 6e10], ['h', 3.6e12]],
    microseconds: [['µs', 1], ['ms', 1e3], ['s', 1e6], ['min', 6e7], ['h', 3.6e9]],
    milliseconds: [['ms', 1], ['s', 1e3], ['min', 6e4], ['h', 3.6e6]],
    seconds: [['s', 1], ['min', 60], ['h', 3600]],
    bytes: [['B', 1], ['KiB', 1024], ['MiB', 1048576], ['GiB', 1073741824], ['TiB', 1099511627776]],
  };

  function amount(value, unit) {
    const scale = steps[unit] || [['', 1], ['k', 1e3], ['M', 1e6], ['G', 1e9], ['T', 1e12]];
    let step = scale[0];
    for (const next of scale) {
      if (Math.abs(value) >= next[1]) step = next;
    }
    const scaled = value / step[1];
    const text = scaled.toLocaleString('en', { maximumSignificantDigits: Math.abs(scaled) >= 1000 ? 4 : 3 });
    if (steps[unit]) return `${text} ${step[0]}`;
    return `${text}${step[0] ? ' ' + step[0] : ''}${unit && unit !== 'count' ? ' ' + unit : ''}`;
  }

  function share(part, whole) {
    if (!whole) return '–';
    const percent = (100 * part) / whole;
    return percent >= 0.01 || percent === 0 ? `${percent.toFixed(2)} %` : '< 0.01 %';
  }

  // ---------------------------------------------------------------- asking

  async function ask(path, parameters) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== '' && value !== null && value !== undefined) query.set(name, value);
    }
    const response = await fetch(`api/${path}?${query}`);
    const body = await response.json();
    if (!response.ok) throw new Error(body.message || `HTTP ${response.status}`);
    return body;
  }

  function quoted(text) {
    return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
  }

  function selector() {
    const parts = [];
    if (element('service').value) parts.push(`service_name=${quoted(element('service').value)}`);
    const more = element('more').value.trim().replace(/^\{|\}$/g, '').replace(/,\s*$/, '');
    if (more) parts.push(more);
    return `{${parts.join(', ')}}`;
  }

  function range() {
    const preset = element('range').value;
    if (preset === '') return {};
    if (preset !== 'custom') return { from: `now-${preset}`, until: 'now' };
    const time = (id) => (element(id).value ? new Date(element(id).value).getTime() : '');
    return { from: time('from'), until: time('until') };
  }

  function parameters() {
    return {
      tenant: element('tenant').value,
      type: element('type').value,
      query: selector(),
      ...range(),
    };
  }

  // ---------------------------------------------------------------- choices

  function fill(select, values, wanted) {
    select.replaceChildren(
      ...values.map(({ value, text }) => {
        const option = document.createElement('option');
        option.value = value;
        option.textContent = text;
        return option;
      }),
    );
    if (values.some(({ value }) => value === wanted)) select.value = wanted;
  }

  function typeText(type) {
    const [name, sample, unit] = [type.name, type.sample_type, type.sample_unit];
    return `${name || '(no name)'} · ${sample}${unit && unit !== 'count' ? ` (${unit})` : ''}`;
  }

  /* CPU first: it is what most people look for. */
  function favourite(types) {
    const cpu = types.find((type) => type.sample_type === 'cpu');
    return (cpu || types[0] || { id: '' }).id;
  }

  async function loadChoices(wanted) {
    const { tenants } = await ask('tenants', {});
    const tenant = tenants.includes(wanted.tenant) ? wanted.tenant : tenants[0] || '';
    fill(element('tenant'), tenants.map((value) => ({ value, text: value })), tenant);
    const about = { tenant, ...range() };
    const [{ types }, { values }] = await Promise.all([
      ask('types', about),
      ask('labels', { ...about, name: 'service_name' }),
    ]);
    fill(
      element('service'),
      [{ value: '', text: 'All services' }, ...values.map((value) => ({ value, text: value }))],
      wanted.service,
    );
    const ids = types.map((type) => type.id);
    let shown = types;
    if (element('service').value) {
      const query = `{service_name=${quoted(element('service').value)}}`;
      shown = (await ask('types', { ...about, query })).types;
    }
    const type = ids.includes(wanted.type) && shown.some((t) => t.id === wanted.type) ? wanted.type : favourite(shown);
    fill(element('type'), shown.map((t) => ({ value: t.id, text: typeText(t) })), type);
  }

  const remembered = ['tenant', 'service', 'type', 'range', 'from', 'until', 'more', 'search'];

  function remember() {
    const query = new URLSearchParams();
    for (const id of remembered) {
      if (element(id).value) query.set(id, element(id).value);
    }
    history.replaceState(null, '', `?${query}`);
  }

  // ---------------------------------------------------------------- colours

  /* Frames of one package or library get one shade between red and yellow. */
  function packageOf(name) {
    const plain = name.replace(/\(.*$/, '').replace(/<.*$/, '');
    const slash = plain.lastIndexOf('/');
    const tail = plain.slice(slash + 1);
    const dot = tail.includes('::') ? tail.indexOf('::') : tail.indexOf('.');
    if (slash < 0 && /^[a-z]+\.[a-z]/.test(plain)) return plain.split('.').slice(0, 3).join('.');
    return dot > 0 ? plain.slice(0, slash + 1 + dot) : plain.slice(0, Math.max(slash, 0)) || plain;
  }

  /* The end of a name tells most: Class.method, package.Function. The whole stands in the tip. */
  function shortName(name) {
    const end = name.search(/[(<]/);
    const head = end > 0 ? name.slice(0, end) : name;
    const tail = head.slice(head.lastIndexOf('/') + 1) + (end > 0 ? name.slice(end) : '');
    const java = head.includes('/') ? null : /^(?:[a-z_$][\w$]*\.){2,}([A-Z][\w$]*\..*)$/.exec(head);
    return java ? java[1] : tail || name;
  }

  const shades = new Map();

  function shade(name) {
    const key = packageOf(name);
    let colour = shades.get(key);
    if (!colour) {
      let hash = 2166136261;
      for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 16777619);
      hash ^= hash >>> 15;
      const hue = 12 + (Math.abs(hash) % 37);
      const light = 62 + (Math.abs(hash >> 8) % 12);
      colour = `hsl(${hue} 88% ${light}%)`;
      shades.set(key, colour);
    }
    return colour;
  }

  function colour(node) {
    if (node.highlight) return 'hsl(199 92% 66%)';
    if (node.data.other || !node.parent) return 'hsl(28 14% 72%)';
    return shade(node.data.name);
  }

  // ---------------------------------------------------------------- flame graph

  function describe(node) {
    const { unit, total } = state.graph;
    const { value, self } = node.data;
    return {
      name: node.data.name,
      text: `${amount(value, unit)} (${share(value, total)}) · self ${amount(self, unit)} (${share(self, total)})`,
    };
  }

  function tip() {
    const box = element('tip');
    const show = (node, frame) => {
      const { name, text } = describe(node);
      const title = document.createElement('strong');
      title.textContent = name;
      box.replaceChildren(title, document.createTextNode(text));
      box.hidden = false;
      const place = frame.getBoundingClientRect();
      const left = Math.max(8, Math.min(Math.max(place.left, 8), innerWidth - box.offsetWidth - 8));
      const above = place.top - box.offsetHeight - 8;
      box.style.left = `${left}px`;
      box.style.top = `${above > 8 ? above : place.bottom + 8}px`;
    };
    const tooltip = () => {};
    tooltip.show = show;
    tooltip.hide = () => { box.hidden = true; };
    return tooltip;
  }

  function draw() {
    const place = element('graph');
    place.replaceChildren();
    state.current = null;
    element('details').textContent = '';
    state.chart = flamegraph()
      .width(place.clientWidth)
      .cellHeight(CELL)
      .minFrameSize(1.5)
      .getName((node) => shortName(node.data.name))
      .inverted(true)
      .sort((a, b) => (a.data.other ? 1 : 0) - (b.data.other ? 1 : 0) || b.data.value - a.data.value)
      .transitionDuration(reducedMotion ? 0 : 180)
      .resetHeightOnZoom(true)
      .tooltip(tip())
      .setColorMapper(colour)
      .setLabelHandler((node) => { const d = describe(node); return `${d.name} — ${d.text}`; })
      .setSearchMatch((node, term) => term !== '' && node.data.name.toLowerCase().includes(term))
      .setSearchHandler(found)
      .setDetailsHandler((text) => { if (text) element('details').textContent = text; })
      .onClick((node) => { mark(node); });
    d3.select(place).datum(state.graph.tree).call(state.chart);
    search();
  }

  function root() {
    return d3.select(element('graph')).datum();
  }

  function found(nodes, sum) {
    element('found').value = nodes.length
      ? `${nodes.length} ${nodes.length === 1 ? 'frame' : 'frames'}, ${amount(sum, state.graph.unit)} (${share(sum, state.graph.total)})`
      : 'nothing found';
  }

  function search() {
    if (!state.chart) return;
    const term = element('search').value.trim().toLowerCase();
    if (term) {
      state.chart.search(term);
    } else {
      state.chart.clear();
      element('found').value = '';
    }
    mark(state.current);
    remember();
  }

  // ---------------------------------------------------------------- keyboard

  function mark(node) {
    state.current = node;
    d3.select(element('graph')).selectAll('g.frame').classed('current', (d) => d === node);
    if (node) {
      const { name, text } = describe(node);
      element('details').textContent = `${name} — ${text}`;
    }
  }

  function visible(nodes) {
    return (nodes || []).filter((node) => node.x1 > node.x0);
  }

  function move(key) {
    const node = state.current;
    if (!node) return root();
    const siblings = node.parent ? visible(node.parent.children) : [node];
    const index = siblings.indexOf(node);
    switch (key) {
      case 'ArrowDown': return visible(node.children)[0] || node;
      case 'ArrowUp': return node.parent || node;
      case 'ArrowLeft': return siblings[index - 1] || node;
      default: return siblings[index + 1] || node;
    }
  }

  element('graph').addEventListener('keydown', (event) => {
    if (!state.chart) return;
    if (event.key.startsWith('Arrow')) {
      mark(move(event.key));
    } else if (event.key === 'Enter' && state.current) {
      state.chart.zoomTo(state.current);
    } else if (event.key === 'Escape') {
      state.chart.resetZoom();
    } else {
      return;
    }
    event.preventDefault();
  });

  // ---------------------------------------------------------------- table, totals

  function cell(value, total, unit) {
    const td = document.createElement('td');
    td.className = 'number';
    const meter = document.createElement('meter');
    meter.max = Math.max(total, 1);
    meter.value = Math.max(value, 0);
    meter.textContent = share(value, total);
    td.append(`${amount(value, unit)} · ${share(value, total)}`, meter);
    return td;
  }

  function table() {
    const { top, total, unit } = state.graph;
    const rows = [...top].sort((a, b) => b[state.sort] - a[state.sort]).map((entry) => {
      const row = document.createElement('tr');
      const name = document.createElement('td');
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = entry.name;
      button.title = 'Find it in the flame graph';
      button.addEventListener('click', () => {
        element('search').value = entry.name;
        search();
        element('search').focus();
      });
      name.append(button);
      row.append(name, cell(entry.self, total, unit), cell(entry.total, total, unit));
      return row;
    });
    element('top').tBodies[0].replaceChildren(...rows);
    for (const header of document.querySelectorAll('#top th')) {
      const button = header.querySelector('button');
      if (button && button.dataset.sort === state.sort) header.setAttribute('aria-sort', 'descending');
      else header.removeAttribute('aria-sort');
    }
  }

  function pairs(list, entries) {
    list.replaceChildren(
      ...entries.map(([term, text]) => {
        const group = document.createElement('div');
        const dt = document.createElement('dt');
        const dd = document.createElement('dd');
        dt.textContent = term;
        dd.textContent = text;
        group.append(dt, dd);
        return group;
      }),
    );
  }

  function totals() {
    const graph = state.graph;
    const entries = [
      ['Total', amount(graph.total, graph.unit)],
      ['Profiles', graph.profiles.toLocaleString('en')],
      ['Series', graph.series.toLocaleString('en')],
      ['Frames shown', graph.nodes.toLocaleString('en')],
    ];
    if (graph.nodes_in_other) entries.push(['Summed up as other', graph.nodes_in_other.toLocaleString('en')]);
    if (graph.saturated) entries.push(['Sums too large for 64 bits', graph.saturated.toLocaleString('en')]);
    pairs(element('totals'), entries);
  }

  // ---------------------------------------------------------------- the whole

  function problem(message) {
    element('problem').textContent = message;
    element('problem').hidden = !message;
  }

  async function load(wanted) {
    const asked = ++state.asked;
    document.querySelector('main').classList.add('busy');
    try {
      await loadChoices(wanted);
      remember();
      const stats = await ask('stats', {});
      pairs(element('store'), [
        ['profiles', stats.profiles.toLocaleString('en')],
        ['series', stats.series.toLocaleString('en')],
        ['on disk', amount(stats.bytes, 'bytes')],
      ]);
      const about = parameters();
      const graph = about.type ? await ask('flamegraph', about) : null;
      if (asked !== state.asked) return;
      problem('');
      show(graph, about);
    } catch (failure) {
      if (asked === state.asked) {
        problem(String(failure.message || failure));
        element('result').hidden = true;
        element('empty').hidden = true;
      }
    } finally {
      if (asked === state.asked) document.querySelector('main').classList.remove('busy');
    }
  }

  function show(graph, about) {
    const any = Boolean(graph && graph.profiles);
    element('result').hidden = !any;
    element('empty').hidden = any;
    const link = element('download');
    if (any) {
      const query = new URLSearchParams(Object.entries(about).filter(([, v]) => v !== '' && v !== undefined));
      link.href = `api/merge?${query}`;
    } else {
      link.removeAttribute('href');
    }
    if (!any) return;
    state.graph = graph;
    totals();
    draw();
    table();
  }

  function wanted() {
    return {
      tenant: element('tenant').value,
      service: element('service').value,
      type: element('type').value,
    };
  }

  function customRange() {
    const custom = element('range').value === 'custom';
    for (const label of document.querySelectorAll('.custom')) label.hidden = !custom;
  }

  async function begin() {
    const query = new URLSearchParams(location.search);
    for (const id of ['range', 'from', 'until', 'more', 'search']) {
      if (query.has(id)) element(id).value = query.get(id);
    }
    if (element('range').selectedIndex < 0) element('range').value = '';
    customRange();
    await load({
      tenant: query.get('tenant') || 'anonymous',
      service: query.get('service') || '',
      type: query.get('type') || '',
    });
  }

  element('choice').addEventListener('change', (event) => {
    if (event.target.id === 'range') customRange();
    load(wanted());
  });
  element('choice').addEventListener('submit', (event) => {
    event.preventDefault();
    load(wanted());
  });
  element('search').addEventListener('input', search);
  element('reset').addEventListener('click', () => state.chart && state.chart.resetZoom());
  for (const button of document.querySelectorAll('#top th button')) {
    button.addEventListener('click', () => {
      state.sort = button.dataset.sort;
      table();
    });
  }

  let width = 0;
  new ResizeObserver(() => {
    const now = element('graph').clientWidth;
    if (state.chart && now && now !== width) {
      width = now;
      state.chart.width(now).update();
      mark(state.current);
    }
  }).observe(element('graph'));

  begin();
})();
