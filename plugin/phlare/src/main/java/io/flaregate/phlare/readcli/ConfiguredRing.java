package io.flaregate.phlare.readcli;

import io.flaregate.phlare.cli.CommandSettings;
import io.flaregate.phlare.cli.ConfiguredExporter;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.membership.stores.Membership;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.config.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Reads the ring that an exporter's configuration names, from its store, once. It does not show
 * itself there.
 */
final class ConfiguredRing {
  private ConfiguredRing() {}

  /**
   * The ring.
   *
   * @param exporter whose ring it is
   * @param patience how long its store may take
   * @throws IOException if the configuration names none, or it cannot be had in time
   */
  static RingView read(ConfiguredExporter exporter, Duration patience)
      throws IOException, InterruptedException {
    String name = exporter.name();
    PhlareRingConfig ring = exporter.ring();
    if (ring == null) {
      String endpoint = exporter.config().endpoint();
      throw new IOException(
          endpoint.isEmpty()
              ? name + " has no ring, nor has the extension phlare; give --ring"
              : name
                  + " pushes to endpoint "
                  + endpoint
                  + " and knows no ring; read there, or give --ring");
    }
    if (exporter.isRingOfGatewayAlone()) {
      throw new IOException(
          name
              + ": the ring of kvstore.store: inmemory is in the gateway only; give the address of"
              + " its page: --ring http://GATEWAY:4042/ring");
    }
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(daemon());
    var callbacks = Executors.newSingleThreadExecutor(daemon());
    try (Membership membership =
        Membership.open(ring.unregistered(), CommandSettings.of("read", scheduler, callbacks))) {
      return await(name, membership.ingesters(), patience);
    } catch (ComponentException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      scheduler.shutdownNow();
      callbacks.shutdown();
    }
  }

  private static java.util.concurrent.ThreadFactory daemon() {
    return task -> {
      Thread thread = new Thread(task, "read-ring");
      thread.setDaemon(true);
      return thread;
    };
  }

  private static RingView await(String name, RingSource source, Duration patience)
      throws IOException, InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    Runnable look =
        () -> {
          if (source.view().ring().size() > 0) {
            seen.countDown();
          }
        };
    source.onChange(look);
    look.run();
    if (!seen.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IOException(
          name
              + ": no ring came from "
              + source.view().source()
              + " within "
              + Durations.format(patience)
              + " (--timeout)");
    }
    return source.view();
  }
}
