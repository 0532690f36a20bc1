package io.flaregate.phlare.ringpage;

import io.flaregate.ring.Instance;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which members the table shows, and in which order.
 *
 * @param filter part of an id, zone, address or state; empty for all
 * @param column what they are ordered by
 * @param descending whether the largest come first
 */
record TableQuery(String filter, Column column, boolean descending) {
  private static final int MAX_FILTER_CHARS = 200;

  /** The columns of the table. */
  enum Column {
    ID("Instance ID"),
    ZONE("Availability zone"),
    STATE("State"),
    ADDRESS("Address"),
    REGISTERED("Registered at"),
    READ_ONLY("Read-only"),
    HEARTBEAT("Last heartbeat"),
    TOKENS("Tokens"),
    OWNERSHIP("Ownership"),
    COPIES("Series held");

    private final String title;

    Column(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isNumber() {
      return this == TOKENS || this == OWNERSHIP || this == COPIES;
    }
  }

  static TableQuery of(Map<String, String> parameters) {
    String filter = parameters.getOrDefault("q", "").strip();
    Column column = Column.ID;
    for (Column each : Column.values()) {
      if (each.key().equals(parameters.get("sort"))) {
        column = each;
      }
    }
    return new TableQuery(
        filter.length() > MAX_FILTER_CHARS ? filter.substring(0, MAX_FILTER_CHARS) : filter,
        column,
        "desc".equals(parameters.get("order")));
  }

  /** The indices of the members to show, in order. */
  List<Integer> select(RingSnapshot snapshot) {
    Comparator<Integer> order = comparator(snapshot);
    return IntStream.range(0, snapshot.ring().size())
        .filter(i -> matches(snapshot.ring().instance(i), snapshot.state(i)))
        .boxed()
        .sorted(descending ? order.reversed() : order)
        .toList();
  }

  private boolean matches(Instance member, String state) {
    return has(member.id()) || has(member.zone()) || has(member.addr()) || has(state);
  }

  private boolean has(String text) {
    return text.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
  }

  /** Members come ordered by id, which thus decides between equals. */
  private Comparator<Integer> comparator(RingSnapshot of) {
    return switch (column) {
      case ID -> Comparator.naturalOrder();
      case ZONE -> Comparator.comparing(i -> of.ring().instance(i).zone());
      case STATE -> Comparator.comparing(of::state);
      case ADDRESS -> Comparator.comparing(i -> of.ring().instance(i).addr());
      case REGISTERED ->
          Comparator.comparingLong(i -> of.ring().instance(i).registeredUnixSeconds());
      case READ_ONLY -> Comparator.comparing(i -> of.ring().instance(i).readOnly());
      case HEARTBEAT -> Comparator.comparingLong(i -> of.ring().instance(i).heartbeatUnixSeconds());
      case TOKENS -> Comparator.comparingInt(i -> of.ring().instance(i).tokens().size());
      case OWNERSHIP -> Comparator.comparingDouble(i -> of.owned(i));
      case COPIES -> Comparator.comparingDouble(i -> of.held(i));
    };
  }

  /** The link of a column's head: orders by it, and the other way round if that is so already. */
  String link(Column by) {
    boolean turn = by == column && !descending;
    return "?sort="
        + by.key()
        + (turn ? "&amp;order=desc" : "")
        + (filter.isEmpty() ? "" : "&amp;q=" + URLEncoder.encode(filter, StandardCharsets.UTF_8));
  }
}
