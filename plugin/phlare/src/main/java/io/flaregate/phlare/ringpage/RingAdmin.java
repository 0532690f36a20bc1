package io.flaregate.phlare.ringpage;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.membership.RingSource;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Settings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Shows a ring to operators: as a page, as JSON and as metrics. */
public final class RingAdmin {
  private RingAdmin() {}

  /**
   * Adds the page and the metrics of a ring; the host takes the page away with the component.
   *
   * <p>The component whose id has no name gets upstream's path and label {@code name}: {@code
   * /ring} and {@code ingester}. Others follow theirs by their name: {@code exporters.phlare/eu}
   * has {@code /ring/eu} and {@code ingester/eu}.
   *
   * @param forgetter how members are forgotten; null if nobody may
   * @throws IllegalArgumentException if another component has taken the path
   */
  public static void open(
      Settings settings, RingSource source, RingKind kind, @Nullable Forgetter forgetter) {
    requireNonNull(source, "source is null");
    ComponentId id = settings.id();
    String path = kind.path() + suffix(URLEncoder.encode(id.name(), StandardCharsets.UTF_8));
    RingPage page =
        new RingPage(
            kind,
            path,
            new RingSnapshots(source, System::nanoTime),
            forgetter,
            settings.logger(),
            settings.clock(),
            System::nanoTime);
    String title = kind.title() + (id.name().isEmpty() ? "" : " of " + id);
    settings.pages().add(new Page(path, title, page));
    RingMetrics.add(settings.meter(), source, kind.label() + suffix(id.name()), System::nanoTime);
  }

  private static String suffix(String name) {
    return name.isEmpty() ? "" : "/" + name;
  }
}
