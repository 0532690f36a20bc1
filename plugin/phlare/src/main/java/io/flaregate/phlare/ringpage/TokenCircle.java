package io.flaregate.phlare.ringpage;

import io.flaregate.phlare.page.Html;
import io.flaregate.ring.TokenRanges;
import io.flaregate.ring.TokenRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Draws who owns which keys as a circle: key 0 at the top, clockwise. At most {@link #MAX_ARCS}
 * arcs; with more tokens each arc stands for an equal part of the keys and shows the member that
 * owns most of it.
 */
final class TokenCircle {
  static final int MAX_ARCS = 2_000;

  private static final long ALL_KEYS = 1L << 32;

  /** The outer circle shows tokens, the inner one what each member's come to. */
  private static final int RADIUS = 86;

  private static final int SHARE_RADIUS = 70;

  /** With more members the inner circle would be a blur. */
  private static final int MAX_SHARES = 100;

  /** One arc: a part of the keys and its owner. */
  record Arc(long from, long to, int owner) {}

  private TokenCircle() {}

  /** The arcs in the order of their keys. */
  static List<Arc> arcs(TokenRing ring) {
    return ring.tokenCount() < MAX_ARCS ? exact(ring) : aggregated(ring);
  }

  private static List<Arc> exact(TokenRing ring) {
    List<Arc> arcs = new ArrayList<>();
    TokenRanges.visit(
        ring,
        (lastKey, keys, owner) -> {
          long to = end(lastKey);
          if (keys == ALL_KEYS) {
            arcs.add(new Arc(0, ALL_KEYS, owner));
          } else if (keys > to) {
            // The first stretch begins before key 0: two arcs.
            arcs.add(new Arc(0, to, owner));
            arcs.add(new Arc(ALL_KEYS - (keys - to), ALL_KEYS, owner));
          } else {
            append(arcs, new Arc(to - keys, to, owner));
          }
          return true;
        });
    return arcs;
  }

  private static void append(List<Arc> arcs, Arc arc) {
    int last = arcs.size() - 1;
    if (last >= 0 && arcs.get(last).owner == arc.owner && arcs.get(last).to == arc.from) {
      arcs.set(last, new Arc(arcs.get(last).from, arc.to, arc.owner));
    } else {
      arcs.add(arc);
    }
  }

  private static long end(int lastKey) {
    return Integer.toUnsignedLong(lastKey) + 1;
  }

  /** One walk: the stretches come in the order of the parts that they fill. */
  private static List<Arc> aggregated(TokenRing ring) {
    int[] owners = new int[MAX_ARCS];
    Arrays.fill(owners, -1);
    Majority majority = new Majority(ring.size(), owners);
    TokenRanges.visit(
        ring,
        (lastKey, keys, owner) -> {
          long to = end(lastKey);
          boolean first = majority.firstOwner < 0;
          majority.firstOwner = first ? owner : majority.firstOwner;
          // The stretch of token 0 lies behind all others.
          if (!first || to < ALL_KEYS) {
            majority.add(Math.max(0, to - keys), to, owner);
            majority.covered = to;
          }
          return true;
        });
    // What lies behind the highest token belongs to the owner of the lowest.
    majority.add(majority.covered, ALL_KEYS, majority.firstOwner);
    List<Arc> arcs = new ArrayList<>();
    for (int part = 0; part < MAX_ARCS; part++) {
      append(arcs, new Arc(start(part), start(part + 1), owners[part]));
    }
    return arcs;
  }

  private static long start(int part) {
    return ALL_KEYS * part / MAX_ARCS;
  }

  /** Finds who owns most of each part, from stretches in rising order. */
  private static final class Majority {
    private final long[] keys;
    private final int[] seenIn;
    private final int[] owners;
    private int part;
    private long best;
    private int firstOwner = -1;
    private long covered;

    Majority(int members, int[] owners) {
      keys = new long[members];
      seenIn = new int[members];
      Arrays.fill(seenIn, -1);
      this.owners = owners;
    }

    void add(long from, long to, int owner) {
      long at = from;
      while (at < to) {
        while (at >= start(part + 1)) {
          part++;
          best = 0;
        }
        long end = Math.min(to, start(part + 1));
        keys[owner] = (seenIn[owner] == part ? keys[owner] : 0) + end - at;
        seenIn[owner] = part;
        if (keys[owner] > best) {
          best = keys[owner];
          owners[part] = owner;
        }
        at = end;
      }
    }
  }

  /** The circle as SVG; the table beside it says the same in words. */
  static String svg(RingSnapshot snapshot) {
    TokenRing ring = snapshot.ring();
    StringBuilder[] paths = new StringBuilder[ring.size()];
    for (Arc arc : arcs(ring)) {
      StringBuilder path = paths[arc.owner];
      if (path == null) {
        path = new StringBuilder();
        paths[arc.owner] = path;
      }
      draw(path, arc, RADIUS);
    }
    StringBuilder svg = new StringBuilder(64 * 1024);
    svg.append("<svg viewBox=\"0 0 200 200\" role=\"img\" aria-labelledby=\"circle-title\">")
        .append("<title id=\"circle-title\">Who owns which tokens, token 0 at the top,")
        .append(" clockwise; inside, each member's part</title>")
        .append("<circle class=\"track\" cx=\"100\" cy=\"100\" r=\"86\"/>");
    for (int i = 0; i < paths.length; i++) {
      if (paths[i] != null) {
        svg.append("<path class=\"arc\" stroke=\"").append(color(i)).append("\" d=\"");
        svg.append(paths[i]).append("\"><title>").append(Html.text(ring.instance(i).id()));
        svg.append(": ").append(Words.percent(snapshot.owned(i))).append("</title></path>");
      }
    }
    shares(svg, snapshot);
    return svg.append("</svg>").toString();
  }

  private static void shares(StringBuilder svg, RingSnapshot snapshot) {
    double sum = 0;
    for (int i = 0; i < snapshot.ring().size() && snapshot.ring().size() <= MAX_SHARES; i++) {
      long from = Math.round(sum * ALL_KEYS);
      sum += snapshot.owned(i);
      long to = Math.round(sum * ALL_KEYS);
      if (to > from) {
        svg.append("<path class=\"share\" stroke=\"").append(color(i)).append("\" d=\"");
        draw(svg, new Arc(from, to, i), SHARE_RADIUS);
        svg.append("\"><title>").append(Html.text(snapshot.ring().instance(i).id()));
        svg.append(": ").append(Words.percent(snapshot.owned(i))).append("</title></path>");
      }
    }
  }

  private static void draw(StringBuilder path, Arc arc, int radius) {
    if (arc.to - arc.from == ALL_KEYS) {
      // An arc that ends where it begins is none.
      draw(path, new Arc(0, ALL_KEYS / 2, arc.owner), radius);
      draw(path, new Arc(ALL_KEYS / 2, ALL_KEYS, arc.owner), radius);
      return;
    }
    path.append('M');
    point(path, arc.from, radius);
    path.append('A').append(radius).append(' ').append(radius).append(" 0 ");
    path.append(arc.to - arc.from > ALL_KEYS / 2 ? '1' : '0').append(" 1 ");
    point(path, arc.to, radius);
  }

  private static void point(StringBuilder path, long key, int radius) {
    double angle = 2 * Math.PI * key / ALL_KEYS;
    path.append(number(100 + radius * Math.sin(angle)))
        .append(' ')
        .append(number(100 - radius * Math.cos(angle)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Neighbours in the list of members get hues that lie far apart. */
  static String color(int member) {
    long hue = Math.round(member * 137.508) % 360;
    return "hsl(" + (hue + 18) % 360 + " 62% " + (member % 2 == 0 ? 50 : 62) + "%)";
  }
}
