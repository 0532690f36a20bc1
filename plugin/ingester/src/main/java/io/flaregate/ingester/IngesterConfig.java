package io.flaregate.ingester;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.net.Endpoint;
import java.time.Duration;

/**
 * The configuration of an embedded ingester.
 *
 * @param grpc where it answers over gRPC
 * @param http where it answers over HTTP, and shows its page
 * @param directory where it keeps profiles
 * @param limits what it bounds
 * @param retention what it deletes
 */
public record IngesterConfig(
    @Description("Where ingester.v1 is served over gRPC.") Listener grpc,
    @Description(
            "Where ingester.v1 is served as JSON and protobuf over HTTP, and the flame graph page."
                + " There is no login: keep it on localhost or behind something that has one.")
        Listener http,
    @Description("The directory of the store; made if missing, used by one ingester at a time.")
        String directory,
    @Description("What bounds requests and the store.") Limits limits,
    @Description("What is deleted, oldest arrival first.") Retention retention)
    implements Validated {

  public IngesterConfig {
    requireNonNull(grpc, "grpc is null");
    requireNonNull(http, "http is null");
    requireNonNull(directory, "directory is null");
    requireNonNull(limits, "limits is null");
    requireNonNull(retention, "retention is null");
  }

  /** gRPC on localhost:9095, HTTP on localhost:4041, no directory yet. */
  public static IngesterConfig defaults() {
    return new IngesterConfig(
        new Listener("localhost:9095"),
        new Listener("localhost:4041"),
        "",
        Limits.defaults(),
        Retention.defaults());
  }

  /** An ingester on ports that the system chooses, with all else at its default. */
  public static IngesterConfig onFreePorts(String directory) {
    return new IngesterConfig(
        new Listener("localhost:0"),
        new Listener("localhost:0"),
        directory,
        Limits.defaults(),
        Retention.defaults());
  }

  @Override
  public void validate(Problems problems) {
    if (directory.isBlank()) {
      problems.error("directory", "is missing; name the directory that is to hold the profiles");
    }
  }

  /**
   * Where to listen.
   *
   * @param endpoint host:port; port 0: the system chooses one
   */
  public record Listener(@Description("host:port; port 0: the system chooses one.") String endpoint)
      implements Validated {
    public Listener {
      requireNonNull(endpoint, "endpoint is null");
    }

    @Override
    public void validate(Problems problems) {
      try {
        Endpoint.parse(endpoint);
      } catch (IllegalArgumentException e) {
        problems.error("endpoint", String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * What bounds requests and the store.
   *
   * @param maxRequestBytes largest request, before and after decompression
   * @param maxProfileBytes largest pprof after decompression
   * @param maxInflightBytes most bytes of requests under way together
   * @param maxMergeBytes most heap that one merge for a reader may take, roughly
   * @param maxSeriesPerTenant most series of one tenant; 0 = no limit
   */
  public record Limits(
      @Description("Largest request in bytes, before and after decompression.") int maxRequestBytes,
      @Description("Largest pprof in bytes after decompression.") int maxProfileBytes,
      @Description("Most bytes of requests under way together; beyond it they are refused.")
          long maxInflightBytes,
      @Description("Most bytes of heap that one merge for a reader may take, roughly.")
          long maxMergeBytes,
      @Description("Most series of one tenant; 0 = no limit.") long maxSeriesPerTenant)
      implements Validated {
    private static final int MIB = 1024 * 1024;

    /** Requests and pprofs of 64 MiB, merges of 128 MiB, 100,000 series a tenant. */
    public static Limits defaults() {
      return new Limits(64 * MIB, 64 * MIB, 256L * MIB, 128L * MIB, 100_000);
    }

    @Override
    public void validate(Problems problems) {
      size(problems, "max_request_bytes", maxRequestBytes);
      size(problems, "max_profile_bytes", maxProfileBytes);
      if (maxInflightBytes < maxRequestBytes) {
        problems.error(
            "max_inflight_bytes",
            "is "
                + maxInflightBytes
                + ", less than max_request_bytes ("
                + maxRequestBytes
                + "): the largest requests could never be taken");
      }
      if (maxMergeBytes < MIB) {
        problems.error("max_merge_bytes", "is " + maxMergeBytes + "; expected " + MIB + " or more");
      }
      if (maxSeriesPerTenant < 0) {
        problems.error(
            "max_series_per_tenant",
            "is " + maxSeriesPerTenant + "; expected a number from 1, or 0 for no limit");
      }
    }

    private static void size(Problems problems, String key, int bytes) {
      if (bytes < 1 || bytes > SizeLimit.MAX_BYTES) {
        problems.error(
            key, "is " + bytes + "; expected a number of bytes from 1 to " + SizeLimit.MAX_BYTES);
      }
    }
  }

  /**
   * What is deleted. The file does not shrink; the room is used again.
   *
   * @param maxBytes most bytes of compressed pprofs; 0 = no limit
   * @param maxAge how long after its arrival a profile is kept; 0 = for ever
   */
  public record Retention(
      @Description("Most bytes of compressed pprofs; 0 = no limit.") long maxBytes,
      @Description("How long after its arrival a profile is kept; 0s = for ever.") Duration maxAge)
      implements Validated {
    public Retention {
      requireNonNull(maxAge, "maxAge is null");
    }

    /** Nothing is deleted. */
    public static Retention defaults() {
      return new Retention(0, Duration.ZERO);
    }

    @Override
    public void validate(Problems problems) {
      if (maxBytes < 0) {
        problems.error("max_bytes", "is " + maxBytes + "; expected bytes, or 0 for no limit");
      }
      if (maxAge.isNegative()) {
        problems.error("max_age", "is " + maxAge + "; expected a duration, or 0s for no limit");
      }
    }
  }
}
