package io.flaregate.gateway.testing;

import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.command.Command;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.exporter.ExporterFactory;
import io.flaregate.spi.extension.Extension;
import io.flaregate.spi.extension.ExtensionFactory;
import io.flaregate.spi.processor.Processor;
import io.flaregate.spi.processor.ProcessorFactory;
import io.flaregate.spi.receiver.Receiver;
import io.flaregate.spi.receiver.ReceiverFactory;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * Receiver {@code in}, processors {@code pass} and {@code split} (gives series), exporters {@code
 * out} and {@code store} (needs series), extension {@code aid}, command {@code greet}.
 */
public final class TestPlugin implements FlaregatePlugin {
  private final Journal journal = new Journal();

  /** What has happened to its components. */
  public Journal journal() {
    return journal;
  }

  @Override
  public String name() {
    return "test";
  }

  @Override
  public List<ReceiverFactory<?>> receivers() {
    return List.of(new Receivers(journal));
  }

  @Override
  public List<ProcessorFactory<?>> processors() {
    return List.of(
        new Processors(journal, "pass", Capabilities.NONE),
        new Processors(journal, "split", Capabilities.GIVES_SERIES));
  }

  @Override
  public List<ExporterFactory<?>> exporters() {
    return List.of(
        new Exporters(journal, "out", Capabilities.NONE),
        new Exporters(journal, "store", Capabilities.NEEDS_SERIES));
  }

  @Override
  public List<ExtensionFactory<?>> extensions() {
    return List.of(new Extensions(journal));
  }

  @Override
  public List<Command> commands() {
    return List.of(new Greet());
  }

  private record Receivers(Journal journal) implements ReceiverFactory<TestConfig> {
    @Override
    public String type() {
      return "in";
    }

    @Override
    public Class<TestConfig> configClass() {
      return TestConfig.class;
    }

    @Override
    public TestConfig defaultConfig() {
      return TestConfig.DEFAULTS;
    }

    @Override
    public Receiver create(Settings settings, TestConfig config, ProfilesConsumer next)
        throws ComponentException {
      return new TestComponent("receiver", settings, config, journal, Capabilities.NONE, next);
    }
  }

  private record Processors(Journal journal, String type, Capabilities capabilities)
      implements ProcessorFactory<TestConfig> {
    @Override
    public Class<TestConfig> configClass() {
      return TestConfig.class;
    }

    @Override
    public TestConfig defaultConfig() {
      return TestConfig.DEFAULTS;
    }

    @Override
    public Processor create(Settings settings, TestConfig config, ProfilesConsumer next)
        throws ComponentException {
      return new TestComponent("processor", settings, config, journal, capabilities, next);
    }
  }

  private record Exporters(Journal journal, String type, Capabilities capabilities)
      implements ExporterFactory<TestConfig> {
    @Override
    public Class<TestConfig> configClass() {
      return TestConfig.class;
    }

    @Override
    public TestConfig defaultConfig() {
      return TestConfig.DEFAULTS;
    }

    /** An exporter with the password {@code aided} wants an extension. */
    @Override
    public List<String> problemsBeside(TestConfig config, Map<ComponentId, Record> extensions) {
      boolean alone = extensions.get(ComponentId.parse("aid")) == null;
      return config.password().value().equals("aided") && alone
          ? List.of("needs the extension aid")
          : List.of();
    }

    @Override
    public Exporter create(Settings settings, TestConfig config) throws ComponentException {
      return new TestComponent("exporter", settings, config, journal, capabilities, null);
    }
  }

  private record Extensions(Journal journal) implements ExtensionFactory<TestConfig> {
    @Override
    public String type() {
      return "aid";
    }

    @Override
    public Class<TestConfig> configClass() {
      return TestConfig.class;
    }

    @Override
    public TestConfig defaultConfig() {
      return TestConfig.DEFAULTS;
    }

    @Override
    public Extension create(Settings settings, TestConfig config) throws ComponentException {
      return new TestComponent("extension", settings, config, journal, Capabilities.NONE, null);
    }
  }

  private static final class Greet implements Command {
    @Override
    public String name() {
      return "greet";
    }

    @Override
    public String summary() {
      return "Greet whoever is named.";
    }

    @Override
    public int run(List<String> args, PrintStream out, PrintStream err) {
      if (args.isEmpty()) {
        err.println("greet: whom?");
        return 2;
      }
      out.println("hello " + String.join(" ", args));
      return 0;
    }
  }
}
