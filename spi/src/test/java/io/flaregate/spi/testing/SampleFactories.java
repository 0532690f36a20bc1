package io.flaregate.spi.testing;

import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.Component;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.exporter.ExporterFactory;
import io.flaregate.spi.extension.Extension;
import io.flaregate.spi.extension.ExtensionFactory;
import io.flaregate.spi.processor.Processor;
import io.flaregate.spi.processor.ProcessorFactory;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.receiver.Receiver;
import io.flaregate.spi.receiver.ReceiverFactory;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A factory of each kind, to prove the contract itself. */
final class SampleFactories {
  private SampleFactories() {}

  record SampleConfig(String endpoint, int workers) {}

  static final SampleConfig DEFAULTS = new SampleConfig("localhost:0", 1);

  static final class Receivers implements ReceiverFactory<SampleConfig> {
    @Override
    public String type() {
      return "sample";
    }

    @Override
    public Class<SampleConfig> configClass() {
      return SampleConfig.class;
    }

    @Override
    public SampleConfig defaultConfig() {
      return DEFAULTS;
    }

    @Override
    public Receiver create(Settings settings, SampleConfig config, ProfilesConsumer next) {
      return new Threaded();
    }
  }

  static final class Processors implements ProcessorFactory<SampleConfig> {
    @Override
    public String type() {
      return "sample";
    }

    @Override
    public Class<SampleConfig> configClass() {
      return SampleConfig.class;
    }

    @Override
    public SampleConfig defaultConfig() {
      return DEFAULTS;
    }

    @Override
    public Processor create(Settings settings, SampleConfig config, ProfilesConsumer next) {
      return new Passing(next);
    }
  }

  static final class Exporters implements ExporterFactory<SampleConfig> {
    @Override
    public String type() {
      return "sample";
    }

    @Override
    public Class<SampleConfig> configClass() {
      return SampleConfig.class;
    }

    @Override
    public SampleConfig defaultConfig() {
      return DEFAULTS;
    }

    @Override
    public Exporter create(Settings settings, SampleConfig config) {
      return new Sinking(new ProfilesSink(Capabilities.NEEDS_SERIES));
    }
  }

  static final class Extensions implements ExtensionFactory<SampleConfig> {
    @Override
    public String type() {
      return "sample";
    }

    @Override
    public Class<SampleConfig> configClass() {
      return SampleConfig.class;
    }

    @Override
    public SampleConfig defaultConfig() {
      return DEFAULTS;
    }

    @Override
    public Extension create(Settings settings, SampleConfig config) {
      return new Extension() {};
    }
  }

  /** Runs a thread from start to shutdown. */
  static class Threaded implements Component, Receiver {
    private @Nullable Thread thread;

    @Override
    public void start(Host host) {
      Thread started = new Thread(Threaded::waitForEnd, "sample-receiver");
      started.start();
      thread = started;
    }

    private static void waitForEnd() {
      synchronized (Thread.currentThread()) {
        while (!Thread.currentThread().isInterrupted()) {
          try {
            Thread.currentThread().wait();
          } catch (InterruptedException e) {
            return;
          }
        }
      }
    }

    @Override
    public void shutdown() {
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  private record Passing(ProfilesConsumer next) implements Processor {
    @Override
    public Capabilities capabilities() {
      return Capabilities.GIVES_SERIES;
    }

    @Override
    public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
      return next.consume(profiles, context);
    }
  }

  private record Sinking(ProfilesSink sink) implements Exporter {
    @Override
    public Capabilities capabilities() {
      return sink.capabilities();
    }

    @Override
    public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
      return sink.consume(profiles, context);
    }
  }
}
