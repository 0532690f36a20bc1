package io.flaregate.phlare.page;

/**
 * What the pages of this plugin have in common. Everything is in the page: no script, no other
 * file.
 */
public final class Layout {
  /** What ends a page. */
  public static final String FOOT = "</main></body></html>";

  private static final String STYLE =
      """
      :root {
        color-scheme: light dark;
        --page: #faf7f4; --panel: #fff; --line: #e4dcd4; --text: #241d18; --quiet: #6b5f55;
        --accent: #a52f09; --track: #ece4dc; --danger: #8f1d14; --danger-back: #fdecea;
        --good: #1c6b3a; --good-back: #e4f3e9; --other: #7a4b00; --other-back: #fbf0d9;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --page: #16120f; --panel: #211b17; --line: #3d332c; --text: #f3ebe4; --quiet: #b5a699;
          --accent: #ff9a5c; --track: #332a24; --danger: #ffb4a9; --danger-back: #43201c;
          --good: #7fd8a0; --good-back: #1c3325; --other: #f0c674; --other-back: #3a2f18;
        }
      }
      * { box-sizing: border-box; }
      body {
        margin: 0; background: var(--page); color: var(--text);
        font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      }
      header { padding: .8rem 1.5rem; border-bottom: 1px solid var(--line); background: var(--panel); }
      header a { color: var(--quiet); text-decoration: none; }
      header a:hover { text-decoration: underline; }
      h1 { display: inline; font-size: 1.15rem; margin: 0; }
      h1::before { content: "/"; color: var(--line); margin: 0 .55rem; font-weight: 400; }
      h2 { font-size: 1.1rem; margin: 0 0 .6rem; overflow-wrap: anywhere; }
      main { padding: 1.2rem 1.5rem 3rem; max-width: 100rem; margin: 0 auto; }
      a { color: var(--accent); }
      :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
      .top {
        display: flex; flex-wrap: wrap; gap: 1.2rem 2.2rem; align-items: center;
        padding: 1.2rem 1.4rem; background: var(--panel); border: 1px solid var(--line);
        border-radius: 10px;
      }
      .circle { position: relative; width: 13rem; min-height: 4rem; }
      .circle svg { display: block; width: 100%; }
      .track { fill: none; stroke: var(--track); stroke-width: 20; }
      .arc { fill: none; stroke-width: 20; }
      .share { fill: none; stroke-width: 7; }
      .arc:hover { stroke-width: 27; }
      .center {
        position: absolute; inset: 0; display: grid; place-content: center; margin: 0;
        text-align: center; color: var(--quiet); pointer-events: none;
      }
      .center b { font-size: 1.5rem; color: var(--text); line-height: 1.1; }
      .facts { flex: 1 1 20rem; min-width: 0; }
      .states { display: flex; flex-wrap: wrap; gap: .4rem .5rem; align-items: center; margin: 0 0 1rem; }
      .states b { font-size: 1.15rem; margin-right: .4rem; }
      .state {
        display: inline-block; padding: .05rem .55rem; border-radius: 99px; font-size: .82rem;
        font-weight: 600; white-space: nowrap;
      }
      .good { color: var(--good); background: var(--good-back); }
      .bad { color: var(--danger); background: var(--danger-back); }
      .other { color: var(--other); background: var(--other-back); }
      dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .8rem 1.2rem; margin: 0; }
      dt { color: var(--quiet); font-size: .82rem; }
      dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
      .alert {
        margin: 1rem 0 0; padding: .6rem .9rem; border-radius: 8px; color: var(--danger);
        background: var(--danger-back);
      }
      .tools { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; margin: 1.4rem 0 .6rem; }
      .tools form { display: flex; gap: .5rem; flex: 0 1 24rem; min-width: 0; }
      .tools p { margin: 0 auto 0 0; color: var(--quiet); }
      input, button, .button {
        font: inherit; font-size: .9rem; padding: .3rem .75rem; border: 1px solid var(--line);
        border-radius: 7px; background: var(--panel); color: var(--text); text-decoration: none;
        white-space: nowrap; display: inline-block;
      }
      input { flex: 1; min-width: 0; }
      button { cursor: pointer; }
      button:hover, .button:hover { border-color: var(--quiet); }
      .danger { color: var(--danger); border-color: var(--danger); }
      button.danger { background: var(--danger-back); font-weight: 600; }
      .scroll { overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; }
      table { border-collapse: collapse; width: 100%; font-size: .9rem; }
      th, td { text-align: left; padding: .5rem .65rem; border-bottom: 1px solid var(--line); }
      tbody tr:last-child td { border-bottom: 0; }
      tbody tr:hover { background: var(--page); }
      th { font-weight: 600; vertical-align: bottom; line-height: 1.25; }
      th:first-child, td:first-child { padding-left: 1rem; }
      td.wide { max-width: 17rem; }
      th a { color: var(--quiet); text-decoration: none; }
      th[aria-sort] a { color: var(--text); }
      th a:hover { text-decoration: underline; }
      td { font-variant-numeric: tabular-nums; overflow-wrap: break-word; max-width: 12rem; }
      td:first-child { font-weight: 600; }
      .name { display: flex; align-items: baseline; gap: .5rem; }
      .name > :last-child { min-width: 0; overflow-wrap: break-word; }
      .number { text-align: right; }
      td.number { white-space: nowrap; }
      time { white-space: nowrap; }
      time.date { white-space: normal; }
      time.date span { white-space: nowrap; }
      .act { position: sticky; right: 0; background: inherit; text-align: right; }
      thead tr, tbody tr { background: var(--panel); }
      code { font: .86rem ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
      .swatch { display: inline-block; width: .7rem; height: .7rem; border-radius: 3px; flex: none; }
      .bar {
        display: block; width: 3.6rem; height: .3rem; border-radius: 2px; margin: .2rem 0 0 auto;
        background: linear-gradient(var(--color) 0 0) 0 / var(--part) 100% no-repeat var(--track);
      }
      .quiet, .note { color: var(--quiet); font-weight: 400; }
      .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .ask { max-width: 44rem; padding: 1.3rem 1.5rem; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; }
      .ask li { overflow-wrap: anywhere; }
      @media (max-width: 40rem) { main, header { padding-left: .9rem; padding-right: .9rem; } }
      """;

  private Layout() {}

  /** What begins a page; the title is HTML. */
  public static String head(String title) {
    return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>"
        + title
        + " – Flaregate</title><style>"
        + STYLE
        + "</style></head><body><header><a href=\"/\">Flaregate</a><h1>"
        + title
        + "</h1></header><main>";
  }
}
