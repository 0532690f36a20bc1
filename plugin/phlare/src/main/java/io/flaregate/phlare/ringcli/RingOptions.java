package io.flaregate.phlare.ringcli;

import io.flaregate.phlare.membership.RingView;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command takes the ring from, and how that ring places series. */
final class RingOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The ring page of a running gateway or of Pyroscope.",
        "Default: "
            + RingOrigin.DEFAULT_PAGE
            + "; the ring of distributors is at /distributor/ring."
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
    return place().name();
  }

  private RingOrigin place() {
    try {
      return new RingOrigin(
          pageUrl(),
          file,
          members.stream().map(RingOrigin::member).toList(),
          replicationFactor,
          zoneAwareness);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
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
    return url == null ? URI.create(RingOrigin.DEFAULT_PAGE) : url;
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
    return place().read(notes);
  }
}
