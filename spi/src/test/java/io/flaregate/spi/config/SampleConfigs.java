package io.flaregate.spi.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configuration records of the tests in this package. */
final class SampleConfigs {
  private SampleConfigs() {}

  enum Ack {
    QUORUM,
    @Key("durable")
    WRITE_AHEAD_LOG
  }

  record Everything(
      @Description("a text") String text,
      boolean flag,
      int count,
      long sizeBytes,
      double ratio,
      Duration pushTimeout,
      Secret password,
      Ack ack,
      List<String> names,
      List<Duration> delays,
      Map<String, String> headers,
      List<Instance> instances,
      Map<String, Instance> byName,
      Nested nested,
      @Nullable Nested optional,
      @Nullable Integer limit,
      ConfigNode raw) {
    static Everything defaults() {
      return new Everything(
          "text",
          false,
          1,
          2,
          0.5,
          Duration.ofSeconds(5),
          new Secret(""),
          Ack.QUORUM,
          List.of("default"),
          List.of(),
          Map.of(),
          List.of(),
          Map.of(),
          Nested.defaults(),
          null,
          null,
          new ConfigNode.Scalar(null, true, Position.UNKNOWN));
    }
  }

  record Nested(String endpoint, int port) implements Validated {
    static Nested defaults() {
      return new Nested("localhost", 4317);
    }

    @Override
    public void validate(Problems problems) {
      if (port < 0 || port > 65_535) {
        problems.error("port", "is " + port + ", must be from 0 to 65535");
      }
      if (port == 0) {
        problems.warning("port", "is 0: any free port");
      }
      if (endpoint.equals("everywhere")) {
        problems.error("", "is open to everybody");
      }
    }
  }

  record Instance(String id, @Key("addr") String address) {
    static Instance defaults() {
      return new Instance("", "localhost");
    }
  }

  /** Refuses in its constructor. */
  record Picky(int low, int high) {
    Picky {
      if (low > high) {
        throw new IllegalArgumentException("low " + low + " is above high " + high);
      }
    }
  }

  record WithPicky(Picky picky) {}

  record Twice(int a, @Key("a") int b) {}

  record NoDefaults(String text) {}

  record NeedsDefaults(@Nullable NoDefaults nested) {}

  record Unsupported(Thread thread) {}

  record Outer(Nested inner) implements Validated {
    @Override
    public void validate(Problems problems) {
      if (inner.port() < 1000) {
        problems.error("inner::port", "is below 1000");
      }
    }
  }

  @IgnoredKeys(value = "elsewhere", reason = "another part has it")
  @IgnoredKeys(value = "query_*", reason = "it is about queries")
  record Pasted(int kept) {
    static Pasted defaults() {
      return new Pasted(1);
    }
  }
}
