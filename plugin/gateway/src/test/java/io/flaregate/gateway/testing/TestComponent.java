package io.flaregate.gateway.testing;

import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.extension.Extension;
import io.flaregate.spi.processor.Processor;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.receiver.Receiver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A component of any kind that writes down what happens to it. */
public final class TestComponent implements Receiver, Processor, Exporter, Extension {
  private final String name;
  private final Settings settings;
  private final TestConfig config;
  private final Journal journal;
  private final Capabilities capabilities;
  private final @Nullable ProfilesConsumer next;
  private volatile @Nullable Host host;

  TestComponent(
      String kind,
      Settings settings,
      TestConfig config,
      Journal journal,
      Capabilities capabilities,
      @Nullable ProfilesConsumer next)
      throws ComponentException {
    this.name = kind + " " + settings.id();
    this.settings = settings;
    this.config = config;
    this.journal = journal;
    this.capabilities = capabilities;
    this.next = next;
    journal.add("create " + name);
    fail("create");
  }

  private void fail(String step) throws ComponentException {
    if (config.fail().equals(step)) {
      throw new ComponentException("was told to fail at " + step);
    }
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public void start(Host startHost) throws ComponentException {
    journal.add("start " + name);
    host = startHost;
    fail("start");
    if (config.fail().equals("start unchecked")) {
      throw new IllegalStateException("unexpected");
    }
  }

  @Override
  public void shutdown() {
    journal.add("shutdown " + name);
    if (config.fail().equals("shutdown")) {
      throw new IllegalStateException("was told to fail at shutdown");
    }
    if (config.fail().equals("hang")) {
      hang();
    }
  }

  private static void hang() {
    try {
      new CompletableFuture<Void>().get();
    } catch (InterruptedException | ExecutionException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hands profiles to the next consumer, as a receiver does. */
  public CompletionStage<ConsumeResult> receive(Profiles profiles) {
    ProfilesConsumer consumer = next;
    if (consumer == null) {
      throw new IllegalStateException(name + " has no next consumer");
    }
    return consumer.consume(profiles, RequestContext.of("anonymous", 1));
  }

  @Override
  public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
    journal.add("consume " + name);
    if (config.fail().equals("consume")) {
      throw new IllegalStateException("was told to fail at consume");
    }
    ProfilesConsumer consumer = next;
    return consumer == null
        ? CompletableFuture.completedStage(ConsumeResult.stored(profiles.size()))
        : consumer.consume(profiles, context);
  }

  /** The host that it was started with. */
  public Host host() {
    Host given = host;
    if (given == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return given;
  }

  /** What it was made with. */
  public Settings settings() {
    return settings;
  }

  /** Its configuration. */
  public TestConfig config() {
    return config;
  }
}
