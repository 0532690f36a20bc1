package io.flaregate.gateway.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.flaregate.gateway.config.LogsConfig;
import io.flaregate.gateway.config.LogsConfig.Encoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up logback, for a process that is a gateway and nothing else. */
public final class LoggingSetup {
  /** Libraries of which only warnings matter; they tell every frame and connection otherwise. */
  private static final List<String> NOISY =
      List.of("io.grpc", "io.netty", "com.linecorp.armeria", "io.prometheus");

  /**
   * gRPC logs by the JDK, past the pattern below, and prints a stack trace, with what was sent in
   * it, for each connection that does not speak HTTP/2. Held here, or its level is forgotten.
   */
  private static final java.util.logging.Logger GRPC =
      java.util.logging.Logger.getLogger("io.grpc");

  /** Libraries that warn at each attempt of what their users try again and tell once. */
  private static final List<String> REPETITIVE = List.of("io.etcd", "io.vertx");

  /** A line each: newlines in a message would let a sender forge lines. */
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{30}: "
          + "%replace(%msg){'[\\p{Cntrl}&&[^\\t]]+', ' '}%n%ex";

  private LoggingSetup() {}

  /** Sends the log to standard error from now on; does nothing if another backend is in use. */
  public static void apply(LogsConfig config) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!(factory instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("stderr");
    console.setTarget("System.err");
    console.setEncoder(encoder(context, config.encoding()));
    console.start();
    Level level = Level.valueOf(config.level().name());
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(console);
    Level quiet = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
    NOISY.forEach(name -> context.getLogger(name).setLevel(quiet));
    REPETITIVE.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
    GRPC.setLevel(java.util.logging.Level.WARNING);
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, Encoding encoding) {
    if (encoding == Encoding.JSON) {
      JsonLogEncoder json = new JsonLogEncoder();
      json.setContext(context);
      json.start();
      return json;
    }
    PatternLayoutEncoder pattern = new PatternLayoutEncoder();
    pattern.setContext(context);
    pattern.setCharset(StandardCharsets.UTF_8);
    pattern.setPattern(PATTERN);
    pattern.start();
    return pattern;
  }
}
