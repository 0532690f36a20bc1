package io.flaregate.phlare.ringcli;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.membership.RingView;
import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenRing;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place that a command takes a ring from: a ring page, a saved one, or members given by hand.
 *
 * @param page the page, used if there is neither a file nor a member
 * @param file a saved page
 * @param members members given by hand
 * @param replicationFactor how many ingesters keep each series; null: what the page says, else 1
 * @param zoneAwareness whether copies go to different zones; null: what the page says, else no
 */
public record RingOrigin(
    URI page,
    @Nullable Path file,
    List<Instance> members,
    @Nullable Integer replicationFactor,
    @Nullable Boolean zoneAwareness) {
  /** The ring page of a gateway with the default configuration. */
  public static final String DEFAULT_PAGE = "http://localhost:4042/ring";

  public RingOrigin {
    requireNonNull(page, "page is null");
    members = List.copyOf(members);
  }

  /**
   * A member from {@code ID=ADDR} or {@code ID=ADDR,ZONE}.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  public static Instance member(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0 || equals == text.length() - 1) {
      throw new IllegalArgumentException(
          "--static is \"" + text + "\", must be ID=ADDR or ID=ADDR,ZONE");
    }
    String id = text.substring(0, equals);
    String[] rest = text.substring(equals + 1).split(",", 2);
    return Instance.active(id, rest[0], rest.length == 1 ? "" : rest[1], StaticTokens.derive(id));
  }

  /** Where the ring comes from, for messages. */
  public String name() {
    if (file != null) {
      return file.toString();
    }
    return members.isEmpty() ? page.toString() : "--static";
  }

  /**
   * Reads the ring.
   *
   * @param notes told of what had to be assumed
   * @throws IOException if it cannot be had; the message names the place
   */
  public RingView read(PrintStream notes) throws IOException {
    RingDocument document = document();
    if (!document.saysHowItPlaces() && replicationFactor == null) {
      notes.println(
          "note: "
              + name()
              + " does not tell the replication factor; 1 is assumed (--replication-factor)");
    }
    RingConfig config =
        new RingConfig(
            replicationFactor == null ? document.replicationFactor() : replicationFactor,
            zoneAwareness == null ? document.zoneAwareness() : zoneAwareness,
            true,
            Duration.ofMinutes(1),
            Set.of());
    Set<String> unhealthy = document.unhealthy();
    Liveness liveness = member -> !unhealthy.contains(member.id());
    try {
      return new RingView(
          TokenRing.of(config, document.members()), liveness, name(), System.nanoTime());
    } catch (IllegalArgumentException e) {
      throw new IOException(name() + ": " + e.getMessage(), e);
    }
  }

  private RingDocument document() throws IOException {
    if (file == null && !members.isEmpty()) {
      return RingDocument.of(members);
    }
    try {
      return RingDocument.parse(file == null ? RingDocument.fetch(page) : RingDocument.load(file));
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException(name() + ": " + why, e);
    }
  }
}
