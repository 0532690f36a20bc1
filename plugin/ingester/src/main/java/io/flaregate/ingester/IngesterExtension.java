package io.flaregate.ingester;

import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.spi.extension.Extension;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** An embedded ingester beside the pipelines of a host. */
public final class IngesterExtension implements Extension {
  private final Settings settings;
  private final IngesterConfig config;
  private @Nullable EmbeddedIngester ingester;
  private @Nullable Host host;

  IngesterExtension(Settings settings, IngesterConfig config) {
    this.settings = settings;
    this.config = config;
  }

  @Override
  public synchronized void start(Host startedBy) throws ComponentException {
    host = startedBy;
    Surroundings surroundings =
        new Surroundings(settings.id().toString(), settings.meter(), settings.clock());
    try {
      EmbeddedIngester started = EmbeddedIngester.start(config, surroundings);
      ingester = started;
      settings
          .logger()
          .log(
              Level.INFO,
              "{0}: ingester.v1 on {1}, flame graphs on {2}",
              settings.id(),
              started.grpcTarget(),
              started.pageUri());
      startedBy.report(StatusReport.ok());
    } catch (IOException e) {
      throw new ComponentException(settings.id() + ": " + e.getMessage(), e);
    }
  }

  /**
   * The running ingester, for its addresses.
   *
   * @throws IllegalStateException if it does not run
   */
  public synchronized EmbeddedIngester ingester() {
    EmbeddedIngester running = ingester;
    if (running == null) {
      throw new IllegalStateException("extension " + settings.id() + " does not run");
    }
    return running;
  }

  @Override
  public synchronized void shutdown() {
    EmbeddedIngester running = ingester;
    Host startedBy = host;
    if (running == null || startedBy == null) {
      return;
    }
    ingester = null;
    long deadline = startedBy.shutdownDeadlineNanos();
    if (deadline == Long.MAX_VALUE) {
      running.close();
    } else {
      running.close(deadline);
    }
  }
}
