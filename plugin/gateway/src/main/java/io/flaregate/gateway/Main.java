package io.flaregate.gateway;

import io.flaregate.gateway.config.LogsConfig;
import io.flaregate.gateway.logging.LoggingSetup;

/** The process: {@code bin/flaregate} starts it. */
public final class Main {
  private static final int ENDED_AT_ONCE = 130;

  private Main() {}

  /** Runs a command; {@code flaregate --help} lists them. */
  public static void main(String[] args) {
    LoggingSetup.apply(LogsConfig.of(LogsConfig.Level.INFO, LogsConfig.Encoding.CONSOLE));
    int code =
        new Cli(System.out, System.err, () -> Runtime.getRuntime().halt(ENDED_AT_ONCE)).run(args);
    System.exit(code);
  }
}
