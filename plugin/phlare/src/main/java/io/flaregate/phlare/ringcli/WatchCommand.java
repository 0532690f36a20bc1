package io.flaregate.phlare.ringcli;

import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.ringcli.RingChanges.Change;
import io.flaregate.spi.config.Durations;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code flaregate ring watch}. */
@Command(
    name = "watch",
    description = "Print what changes in a ring, one line each, until interrupted.",
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofMillis(10);

  private final PrintStream out;
  private final PrintStream err;

  @Mixin private RingOptions ring = new RingOptions();

  @Option(names = "--json", description = "One JSON object per change and line.")
  private boolean json;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      defaultValue = "1s",
      converter = ReadDuration.class,
      description = "How often to look. Default: ${DEFAULT-VALUE}.")
  private Duration interval = Duration.ofSeconds(1);

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = ReadDuration.class,
      description = "End after this long.")
  private @Nullable Duration limit;

  @Option(names = "--count", paramLabel = "N", description = "End after so many changes.")
  private long count = Long.MAX_VALUE;

  /** Durations as in the configuration. */
  static final class ReadDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Durations.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "\"" + text + "\" is not a duration such as 5s or 1m30s: " + e.getMessage());
      }
    }
  }

  WatchCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ring.check();
    if (!ring.canChange()) {
      throw ring.wrong("--static never changes; use --url or --file");
    }
    if (interval.compareTo(SHORTEST) < 0 || count < 1) {
      throw ring.wrong("--interval must be at least 10ms, --count at least 1");
    }
    long start = System.nanoTime();
    RingView last = ring.read(err);
    out.println(
        json ? "{\"members\":" + last.ring().size() + "}" : last.ring().size() + " members");
    boolean failed = false;
    long told = 0;
    while (told < count && goesOn(start)) {
      TimeUnit.NANOSECONDS.sleep(interval.toNanos());
      try {
        RingView now = ring.read(QUIET);
        if (failed) {
          err.println(ring.origin() + " answers again");
          failed = false;
        }
        for (Change change : RingChanges.between(last, now)) {
          if (told < count) {
            tell(change);
            told++;
          }
        }
        last = now;
      } catch (IOException e) {
        if (!failed) {
          err.println(e.getMessage() + "; still watching");
        }
        failed = true;
      }
    }
    return failed ? 1 : 0;
  }

  /** What had to be assumed was said at the first look. */
  private static final PrintStream QUIET = new PrintStream(java.io.OutputStream.nullOutputStream());

  private boolean goesOn(long start) {
    return limit == null || System.nanoTime() - start < limit.toNanos();
  }

  private void tell(Change change) throws IOException {
    String time = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS).toString();
    if (!json) {
      out.println(time + " " + change);
      return;
    }
    Texts.jsonLine(
        out,
        to -> {
          to.writeStringField("time", time);
          to.writeStringField("member", change.member());
          to.writeStringField("what", change.what());
          to.writeStringField("from", change.from());
          to.writeStringField("to", change.to());
        });
  }
}
