package io.flaregate.gateway.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import io.flaregate.gateway.config.LogsConfig;
import io.flaregate.gateway.config.LogsConfig.Encoding;
import io.flaregate.gateway.config.LogsConfig.Level;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingSetupTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() throws Exception {
    System.setErr(before);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    URL config = LoggingSetupTest.class.getResource("/logback-test.xml");
    configurator.doConfigure(Objects.requireNonNull(config, "logback-test.xml"));
  }

  /**
   * Without what the fuzzer's agent, which tests of the same process bring along, says of itself.
   */
  private String written() {
    return written
        .toString(StandardCharsets.UTF_8)
        .replaceAll("(?m)^INFO: Instrumented io\\.flaregate\\..*\\R", "");
  }

  @Test
  void aConsoleLineSaysWhenHowImportantAndWho() {
    LoggingSetup.apply(LogsConfig.of(Level.INFO, Encoding.CONSOLE));
    System.Logger logger = System.getLogger("receiver.otlp/two");
    logger.log(System.Logger.Level.DEBUG, "not shown");
    logger.log(System.Logger.Level.WARNING, "listening\nforged line");
    assertThat(written().lines())
        .singleElement()
        .asString()
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARN  receiver.otlp/two:"
                + " listening forged line");
  }

  @Test
  void jsonIsOneObjectALine() {
    LoggingSetup.apply(LogsConfig.of(Level.DEBUG, Encoding.JSON));
    System.getLogger("exporter.phlare")
        .log(
            System.Logger.Level.ERROR,
            "a \"quote\", a \\, a \n, a \u0001, \u00e9, \ud83d\ude00, half \ud83d",
            new IllegalStateException("why"));
    assertThat(written().lines()).hasSize(1);
    assertThat(written())
        .startsWith("{\"ts\":\"20")
        .contains(
            "\",\"level\":\"error\",\"logger\":\"exporter.phlare\",\"msg\":\"a \\\"quote\\\","
                + " a \\\\, a \\n, a \\u0001, \u00e9, \ud83d\ude00, half \\ud83d\",\"thread\":\"")
        .contains("\"stacktrace\":\"java.lang.IllegalStateException: why\\n\\tat ")
        .endsWith("\"}\n");
  }

  @Test
  void librariesAreHeardFromWarningsOn() {
    LoggingSetup.apply(LogsConfig.of(Level.DEBUG, Encoding.CONSOLE));
    for (String noisy : new String[] {"io.netty.x", "io.grpc.netty", "com.linecorp.armeria.x"}) {
      LoggerFactory.getLogger(noisy).info("every frame");
      assertThat(written()).isEmpty();
    }
    LoggerFactory.getLogger("io.netty.x").warn("trouble");
    LoggerFactory.getLogger("io.flaregate.x").debug("detail");
    assertThat(written()).contains("trouble").contains("detail");
    LoggingSetup.apply(LogsConfig.of(Level.ERROR, Encoding.CONSOLE));
    LoggerFactory.getLogger("io.netty.x").warn("more trouble");
    assertThat(written()).doesNotContain("more trouble");
  }
}
