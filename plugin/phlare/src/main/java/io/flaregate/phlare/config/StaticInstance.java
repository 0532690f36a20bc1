package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.util.List;

/**
 * An ingester that stands in the configuration.
 *
 * @param id its unique name
 * @param addr host and port at which it takes pushes over gRPC
 * @param zone its availability zone; empty if it has none
 * @param tokens its places on the ring, unsigned 32-bit numbers; if empty, 128 are derived from the
 *     id
 */
public record StaticInstance(
    @Description("Unique name of the ingester.") String id,
    @Description("host:port at which the ingester takes pushes over gRPC.") String addr,
    @Description("Availability zone of the ingester; empty if it has none.") String zone,
    @Description("Places on the ring, 0 to 4294967295; empty: 128 are derived from the id.")
        List<Long> tokens)
    implements Validated {

  private static final long MAX_TOKEN = 0xffff_ffffL;

  public StaticInstance {
    requireNonNull(id, "id is null");
    requireNonNull(addr, "addr is null");
    requireNonNull(zone, "zone is null");
    tokens = List.copyOf(tokens);
  }

  /** Nothing told yet. */
  public static StaticInstance defaults() {
    return new StaticInstance("", "", "", List.of());
  }

  /** An ingester with derived tokens and no zone. */
  public static StaticInstance of(String id, String addr) {
    return new StaticInstance(id, addr, "", List.of());
  }

  @Override
  public void validate(Problems problems) {
    if (id.isEmpty()) {
      problems.error("id", "is missing; every ingester needs a unique name");
    }
    HostPort.problem(addr).ifPresent(problem -> problems.error("addr", problem));
    for (int i = 0; i < tokens.size(); i++) {
      long token = tokens.get(i);
      if (token < 0 || token > MAX_TOKEN) {
        problems.error("tokens::" + i, "token " + token + " is not within 0 to " + MAX_TOKEN);
      }
    }
  }
}
