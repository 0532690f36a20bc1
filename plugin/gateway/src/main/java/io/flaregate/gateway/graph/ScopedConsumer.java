package io.flaregate.gateway.graph;

import io.flaregate.gateway.plugins.PluginScope;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Consumers;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import java.util.concurrent.CompletionStage;

/**
 * A processor or exporter as its neighbours see it: it runs with its plugin's class loader, and
 * what it throws becomes an internal error of the request instead of the caller's problem.
 */
record ScopedConsumer(ProfilesConsumer consumer, PluginScope scope, System.Logger logger)
    implements ProfilesConsumer {

  @Override
  public Capabilities capabilities() {
    return scope.get(consumer::capabilities);
  }

  @Override
  public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
    return scope.get(() -> Consumers.guarded(consumer, profiles, context, logger));
  }
}
