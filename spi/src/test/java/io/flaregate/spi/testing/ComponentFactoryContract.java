package io.flaregate.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.Component;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.config.Binding;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.ConfigKey;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.config.ConfigProblem.Severity;
import io.flaregate.spi.config.ConfigReference;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.exporter.ExporterFactory;
import io.flaregate.spi.extension.ExtensionFactory;
import io.flaregate.spi.processor.ProcessorFactory;
import io.flaregate.spi.receiver.ReceiverFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every factory, and every component that it makes, must keep to. A test class of each factory
 * subclasses it and gives the factory, and a configuration under which a component starts in a test
 * where the default one does not (port 0, an address that is there).
 *
 * @param <C> the configuration
 */
public abstract class ComponentFactoryContract<C extends Record> {
  private final ThreadWatch threads = new ThreadWatch();
  private TestSettings testSettings;

  /** The factory under test. */
  protected abstract ComponentFactory<C> factory();

  /** A configuration with which a component starts, on port 0 where it listens. */
  protected C startableConfig() {
    return factory().defaultConfig();
  }

  /**
   * What a user writes who sets every key, as maps, lists and values, each other than its default.
   */
  protected Map<String, Object> fullMapping() {
    return Map.of();
  }

  /** What {@link #fullMapping} must give. */
  protected C fullConfig() {
    return factory().defaultConfig();
  }

  /** Keys that {@link #fullMapping} does without, since they exclude others. */
  protected Set<String> keysLeftOut() {
    return Set.of();
  }

  /** Keys without which a configuration is refused. */
  protected Set<String> requiredKeys() {
    return Set.of();
  }

  /** The host that a component is started with; override it to offer extensions. */
  protected TestHost host() {
    return new TestHost();
  }

  /** What a receiver or processor under test hands profiles to. */
  protected ProfilesConsumer next() {
    return new ProfilesSink();
  }

  @BeforeEach
  void openSettings() {
    testSettings = new TestSettings(factory().type());
  }

  @AfterEach
  void closeSettings() {
    testSettings.close();
  }

  @Test
  void typeIsThatOfAComponentId() {
    assertThat(ComponentId.parse(factory().type()))
        .isEqualTo(new ComponentId(factory().type(), ""));
    assertThat(factory().type()).isLowerCase();
    assertThat(factory().stability()).isNotNull();
  }

  @Test
  void defaultConfigIsOfTheConfigClassAndAlwaysTheSame() {
    assertThat(factory().defaultConfig()).isInstanceOf(factory().configClass());
    assertThat(factory().defaultConfig()).isEqualTo(factory().defaultConfig());
  }

  @Test
  void anEmptyConfigIsTheDefaultOneAndLacksTheRequiredKeysOnly() {
    Binding<C> binding = bind(Map.of());
    assertThat(binding.value()).isEqualTo(factory().defaultConfig());
    Set<String> lacking =
        binding.problems().stream()
            .filter(problem -> problem.severity() == Severity.ERROR)
            .map(ConfigProblem::path)
            .collect(Collectors.toSet());
    assertThat(lacking).isEqualTo(requiredKeys());
  }

  @Test
  void aFullConfigSetsEveryKey() {
    Binding<C> binding = bind(fullMapping());
    assertThat(binding.problems())
        .filteredOn(problem -> problem.severity() == Severity.ERROR)
        .isEmpty();
    assertThat(binding.value()).isEqualTo(fullConfig());
    List<String> forgotten =
        ConfigReference.of(factory().defaultConfig()).stream()
            .map(ConfigKey::path)
            .filter(path -> keysLeftOut().stream().noneMatch(path::startsWith))
            .filter(path -> !ConfigNodes.has(fullMapping(), List.of(path.split("::", -1))))
            .toList();
    assertThat(forgotten).as("keys that fullMapping() does not set").isEmpty();
  }

  @Test
  void anUnknownKeyIsRefused() {
    assertThat(bind(Map.of("no_such_key", 1)).isValid()).isFalse();
  }

  private Binding<C> bind(Map<String, Object> mapping) {
    return ConfigBinder.bind(ConfigNodes.of(mapping), "", factory().defaultConfig());
  }

  @Test
  void creatingOpensNothingAndStartsNoThread() throws Exception {
    create().shutdown();
    String opened = whatCreatingOpens();
    // The JVM and idling libraries open files and start threads at any time, but not each time.
    for (int again = 0; again < 20 && !opened.isEmpty(); again++) {
      opened = whatCreatingOpens();
    }
    assertThat(opened).as("what creating opened, the last of 20 times").isEmpty();
  }

  /** Creates a component; the files and threads that are more after it, in words, or "". */
  private String whatCreatingOpens() throws Exception {
    ThreadWatch watch = new ThreadWatch();
    long before = openFiles();
    Component component = create();
    long opened = openFiles() - before;
    Set<String> threads = watch.newThreads();
    component.shutdown();
    return opened <= 0 && threads.isEmpty() ? "" : opened + " files, threads " + threads;
  }

  @Test
  void shutdownIsSafeWithoutStartAndTwice() throws ComponentException {
    Component component = create();
    component.shutdown();
    component.shutdown();
  }

  @Test
  void startAndShutdownLeaveNoThread() throws ComponentException {
    Component component = create();
    try {
      component.start(host());
    } finally {
      component.shutdown();
      component.shutdown();
    }
    testSettings.close();
    threads.assertNoneLeft();
  }

  @Test
  void twoComponentsAreNotTheSame() throws ComponentException {
    Component one = create();
    Component other = create();
    assertThat(one).isNotSameAs(other);
    one.shutdown();
    other.shutdown();
  }

  @Test
  void capabilitiesNeverChange() throws ComponentException {
    Component component = create();
    Capabilities created = capabilities(component);
    component.start(host());
    assertThat(capabilities(component)).isEqualTo(created);
    component.shutdown();
    assertThat(capabilities(component)).isEqualTo(created);
  }

  private static Capabilities capabilities(Component component) {
    return component instanceof ProfilesConsumer consumer
        ? consumer.capabilities()
        : Capabilities.NONE;
  }

  private Component create() throws ComponentException {
    return create(testSettings.settings(), startableConfig());
  }

  /** Makes a component with the factory, whatever its kind. */
  protected final Component create(Settings settings, C config) throws ComponentException {
    ComponentFactory<C> factory = factory();
    if (factory instanceof ReceiverFactory<C> receivers) {
      return receivers.create(settings, config, next());
    }
    if (factory instanceof ProcessorFactory<C> processors) {
      return processors.create(settings, config, next());
    }
    if (factory instanceof ExporterFactory<C> exporters) {
      return exporters.create(settings, config);
    }
    if (factory instanceof ExtensionFactory<C> extensions) {
      return extensions.create(settings, config);
    }
    throw new AssertionError(factory.getClass() + " is a factory of no known kind");
  }

  /** The number of open files and sockets of this process; 0 where the system does not tell. */
  private static long openFiles() throws Exception {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(descriptors)) {
      return open.count();
    }
  }
}
