package io.flaregate.transport.rpc;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.transport.answer.AnswerException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long senders wait, as their headers tell. */
public final class Timeouts {
  private static final Pattern CONNECT = Pattern.compile("[0-9]{1,10}");
  private static final Pattern GRPC = Pattern.compile("([0-9]{1,8})([HMSmun])");

  private Timeouts() {}

  /**
   * The deadline that {@code connect-timeout-ms} sets.
   *
   * @return a {@link System#nanoTime}, or {@link RequestContext#NO_DEADLINE}
   * @throws AnswerException if it is not a number of at most ten digits
   */
  public static long connect(@Nullable String header, long nowNanos) {
    if (header == null) {
      return RequestContext.NO_DEADLINE;
    }
    if (!CONNECT.matcher(header).matches()) {
      throw invalid("connect-timeout-ms is not a number of at most 10 digits");
    }
    return nowNanos + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(header));
  }

  /**
   * The deadline that {@code grpc-timeout} sets.
   *
   * @return a {@link System#nanoTime}, or {@link RequestContext#NO_DEADLINE}
   * @throws AnswerException if it is not a number of at most eight digits and a unit
   */
  public static long grpc(@Nullable String header, long nowNanos) {
    if (header == null) {
      return RequestContext.NO_DEADLINE;
    }
    Matcher matcher = GRPC.matcher(header);
    if (!matcher.matches()) {
      throw invalid("grpc-timeout is not a number of at most 8 digits and one of H M S m u n");
    }
    long nanos = unit(matcher.group(2)).toNanos(Long.parseLong(matcher.group(1)));
    // 99999999 hours are more nanoseconds than a long can say.
    return nanos >= Long.MAX_VALUE / 2 ? RequestContext.NO_DEADLINE : nowNanos + nanos;
  }

  private static TimeUnit unit(String letter) {
    return switch (letter) {
      case "H" -> TimeUnit.HOURS;
      case "M" -> TimeUnit.MINUTES;
      case "S" -> TimeUnit.SECONDS;
      case "m" -> TimeUnit.MILLISECONDS;
      case "u" -> TimeUnit.MICROSECONDS;
      default -> TimeUnit.NANOSECONDS;
    };
  }

  private static AnswerException invalid(String message) {
    return new AnswerException(Answer.refused(Answer.Kind.INVALID, message));
  }
}
