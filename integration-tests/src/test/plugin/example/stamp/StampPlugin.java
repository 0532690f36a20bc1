package example.stamp;

import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.processor.Processor;
import io.flaregate.spi.processor.ProcessorFactory;
import io.flaregate.spi.profiles.Profiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A third party's plugin: a processor that passes everything on, with a library of its own. */
public final class StampPlugin implements FlaregatePlugin {

  /** What a user may configure. */
  public record Config(String stamp) {}

  @Override
  public String name() {
    return "stamp";
  }

  @Override
  public List<ProcessorFactory<?>> processors() {
    return List.of(new Factory());
  }

  private static final class Factory implements ProcessorFactory<Config> {
    @Override
    public String type() {
      return "stamp";
    }

    @Override
    public Class<Config> configClass() {
      return Config.class;
    }

    @Override
    public Config defaultConfig() {
      return new Config("none");
    }

    @Override
    public Processor create(Settings settings, Config config, ProfilesConsumer next) {
      return new Stamp(settings, config, next);
    }
  }

  private record Stamp(Settings settings, Config config, ProfilesConsumer next)
      implements Processor {
    @Override
    public Capabilities capabilities() {
      return Capabilities.NONE;
    }

    @Override
    public void start(Host host) {
      Object parsed = new Load(LoadSettings.builder().build()).loadFromString("[1, 2]");
      settings.logger().log(
          System.Logger.Level.INFO,
          "stamp " + config.stamp() + " parsed " + parsed + " with snakeyaml-engine " + version()
              + ", context class loader is its own: "
              + (Thread.currentThread().getContextClassLoader() == getClass().getClassLoader()));
      host.report(StatusReport.ok());
    }

    @Override
    public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
      settings.meter().counter("example_stamped_total", "Profiles stamped").add(profiles.size());
      return next.consume(profiles, context);
    }

    private static String version() {
      String path = "/META-INF/maven/org.snakeyaml/snakeyaml-engine/pom.properties";
      try (InputStream in = Load.class.getResourceAsStream(path)) {
        Properties properties = new Properties();
        properties.load(in);
        return properties.getProperty("version");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
