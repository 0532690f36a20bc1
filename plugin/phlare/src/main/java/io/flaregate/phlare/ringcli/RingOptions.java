package io.flaregate.phlare.ringcli;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command takes the ring from, and how that ring places series. */
final class RingOptions {
  static final String DEFAULT_URL = "http://localhost:4042/ring";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The ring page of a running gateway or of Pyroscope.",
        "Default: " + DEFAULT_URL + "; the ring of distributors is at /distributor/ring."
      })
  private @Nullable URI url;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A saved ring page (JSON) instead: curl -H 'Accept: application/json' URL.")
  private @Nullable Path file;

  @Option(
      names = "--static",
      paramLabel = "ID=ADDR[,ZONE]",
      description = "A member, as in static_instances without tokens; may be repeated.")
  private List<String> members = new ArrayList<>();

  @Option(
      names = "--replication-factor",
      paramLabel = "N",
      description = "How many ingesters keep each series. Default: what the page says, else 1.")
  private @Nullable Integer replicationFactor;

  @Option(
      names = "--zone-awareness",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description = "Whether copies go to different zones. Default: what the page says, else no.")
  private @Nullable Boolean zoneAwareness;

  /** Whether what is read may change. */
  boolean canChange() {
    return members.isEmpty();
  }

  /** Where the ring comes from, for messages. */
  String origin() {
    if (file != null) {
      return file.toString();
    }
    return members.isEmpty() ? pageUrl().toString() : "--static";
  }

  /**
   * Refuses a wrong call.
   *
   * @throws ParameterException if it is one
   */
  void check() {
    int origins = (url == null ? 0 : 1) + (file == null ? 0 : 1) + (members.isEmpty() ? 0 : 1);
    if (origins > 1) {
      throw wrong("--url, --file and --static exclude each other");
    }
    if (replicationFactor != null && replicationFactor < 1) {
      throw wrong("--replication-factor is " + replicationFactor + ", must be at least 1");
    }
    String scheme = String.valueOf(pageUrl().getScheme());
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw wrong("--url is \"" + url + "\", must begin with http:// or https://");
    }
  }

  private URI pageUrl() {
    return url == null ? URI.create(DEFAULT_URL) : url;
  }

  ParameterException wrong(String message) {
    if (command == null) {
      throw new IllegalStateException("not mixed in: " + message);
    }
    return new ParameterException(command.commandLine(), message);
  }

  /**
   * Reads the ring.
   *
   * @param notes told of what had to be assumed
   * @throws IOException if it cannot be had; the message names the place
   */
  RingView read(PrintStream notes) throws IOException {
    RingDocument document = document();
    if (!document.saysHowItPlaces() && replicationFactor == null) {
      notes.println(
          "note: "
              + origin()
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
          TokenRing.of(config, document.members()), liveness, origin(), System.nanoTime());
    } catch (IllegalArgumentException e) {
      throw new IOException(origin() + ": " + e.getMessage(), e);
    }
  }

  private RingDocument document() throws IOException {
    if (!members.isEmpty()) {
      return RingDocument.of(members.stream().map(this::member).toList());
    }
    try {
      return RingDocument.parse(
          file == null ? RingDocument.fetch(pageUrl()) : RingDocument.load(file));
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException(origin() + ": " + why, e);
    }
  }

  private Instance member(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0 || equals == text.length() - 1) {
      throw wrong("--static is \"" + text + "\", must be ID=ADDR or ID=ADDR,ZONE");
    }
    String id = text.substring(0, equals);
    String[] rest = text.substring(equals + 1).split(",", 2);
    return Instance.active(id, rest[0], rest.length == 1 ? "" : rest[1], StaticTokens.derive(id));
  }
}
