package io.flaregate.gateway.runtime;

import static java.util.Objects.requireNonNull;

import io.flaregate.gateway.admin.PageRegistry;
import io.flaregate.gateway.graph.ComponentKey;
import io.flaregate.gateway.graph.SettingsSource;
import io.flaregate.gateway.plugins.PluginScope;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.Pages;
import io.flaregate.spi.component.FairExecutor;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Meter;
import java.time.Clock;
import java.util.concurrent.Executor;

/** Gives each component what the host has, in the scope of the component's plugin. */
public final class ComponentSettings implements SettingsSource {
  private final HostExecutors executors;
  private final Meter meter;
  private final PageRegistry pages;
  private final Clock clock;

  public ComponentSettings(HostExecutors executors, Meter meter, PageRegistry pages, Clock clock) {
    this.executors = requireNonNull(executors, "executors is null");
    this.meter = requireNonNull(meter, "meter is null");
    this.pages = requireNonNull(pages, "pages is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public Settings settings(ComponentKey key, PluginScope scope) {
    System.Logger logger = System.getLogger(key.kind().label() + "." + key.id());
    return new Settings(
        key.id(),
        logger,
        new ScopedMeter(meter, scope),
        clock,
        scopedWorkers(executors.workers(), scope),
        scoped(executors.callbacks(), scope),
        new ScopedScheduler(executors.scheduler(), scope, logger),
        scopedPages(pages.of(key.toString()), scope));
  }

  private static Executor scoped(Executor executor, PluginScope scope) {
    return task -> executor.execute(() -> scope.run(task::run));
  }

  private static FairExecutor scopedWorkers(FairExecutor workers, PluginScope scope) {
    return (tenant, task) -> workers.execute(tenant, () -> scope.run(task::run));
  }

  private static Pages scopedPages(Pages pages, PluginScope scope) {
    return page ->
        pages.add(
            new Page(
                page.path(),
                page.title(),
                request -> scope.get(() -> page.handler().handle(request))));
  }
}
