package io.flaregate.gateway.graph;

import io.flaregate.gateway.graph.GraphPlan.Pipeline;
import io.flaregate.gateway.graph.GraphPlan.Planned;
import io.flaregate.gateway.plugins.PluginScope;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.Component;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.Consumers;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.exporter.ExporterFactory;
import io.flaregate.spi.extension.ExtensionFactory;
import io.flaregate.spi.processor.ProcessorFactory;
import io.flaregate.spi.receiver.ReceiverFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the components of a plan from the end of each pipeline to its start, so that each is given
 * the consumer that comes after it. Exporters and receivers that several pipelines name are made
 * once; a processor is made for each.
 */
final class GraphBuilder {
  private final GraphPlan plan;
  private final SettingsSource settings;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<ComponentId, ProfilesConsumer> exporters = new LinkedHashMap<>();

  GraphBuilder(GraphPlan plan, SettingsSource settings) {
    this.plan = plan;
    this.settings = settings;
  }

  /** The nodes in the order in which they start. */
  List<Node> build() throws ComponentException {
    try {
      for (ComponentId id : plan.extensions()) {
        node(ComponentKind.EXTENSION, id, "", null);
      }
      for (Pipeline pipeline : plan.pipelines()) {
        for (ComponentId id : pipeline.exporters()) {
          if (!exporters.containsKey(id)) {
            exporters.put(id, consumer(node(ComponentKind.EXPORTER, id, "", null)));
          }
        }
      }
      Map<ComponentId, List<ProfilesConsumer>> heads = new LinkedHashMap<>();
      for (Pipeline pipeline : plan.pipelines()) {
        ProfilesConsumer head = head(pipeline);
        for (ComponentId id : pipeline.receivers()) {
          heads.computeIfAbsent(id, key -> new ArrayList<>()).add(head);
        }
      }
      for (Map.Entry<ComponentId, List<ProfilesConsumer>> each : heads.entrySet()) {
        node(ComponentKind.RECEIVER, each.getKey(), "", Consumers.fanOut(each.getValue()));
      }
      return nodes;
    } catch (ComponentException | RuntimeException | LinkageError e) {
      nodes.forEach(node -> node.scope().run(node.component()::shutdown));
      throw e;
    }
  }

  /** The first consumer of a pipeline. */
  private ProfilesConsumer head(Pipeline pipeline) throws ComponentException {
    List<ProfilesConsumer> ends = new ArrayList<>();
    for (ComponentId id : pipeline.exporters()) {
      ends.add(end(id));
    }
    ProfilesConsumer next = Consumers.fanOut(ends);
    List<Step> steps = new ArrayList<>();
    for (int i = pipeline.processors().size() - 1; i >= 0; i--) {
      ComponentId id = pipeline.processors().get(i);
      Node node = node(ComponentKind.PROCESSOR, id, pipeline.id(), next);
      next = consumer(node);
      steps.add(0, new Step("processor " + id, next.capabilities()));
    }
    for (ComponentId id : pipeline.exporters()) {
      steps.add(new Step("exporter " + id, end(id).capabilities()));
    }
    checkSeries(pipeline, steps);
    return next;
  }

  private ProfilesConsumer end(ComponentId id) {
    ProfilesConsumer end = exporters.get(id);
    if (end == null) {
      throw new IllegalStateException("exporter " + id + " was not made");
    }
    return end;
  }

  /** What a part of a pipeline does to rows. */
  private record Step(String name, Capabilities capabilities) {}

  private static void checkSeries(Pipeline pipeline, List<Step> steps) throws ComponentException {
    boolean series = false;
    for (Step step : steps) {
      if (step.capabilities().needsSeries() && !series) {
        throw new ComponentException(
            "service::pipelines::"
                + pipeline.id()
                + ": "
                + step.name()
                + " takes profiles that are"
                + " split into series, and no processor before it splits them; list one that does,"
                + " such as phlare, under processors");
      }
      series |= step.capabilities().givesSeries();
    }
  }

  private static ProfilesConsumer consumer(Node node) {
    if (node.component() instanceof ProfilesConsumer consumer) {
      return new ScopedConsumer(consumer, node.scope(), node.settings().logger());
    }
    throw new IllegalStateException(node.key() + " takes no profiles");
  }

  private Node node(
      ComponentKind kind, ComponentId id, String pipeline, @Nullable ProfilesConsumer next)
      throws ComponentException {
    Planned planned = plan.planned(kind, id);
    ComponentKey key = new ComponentKey(kind, id, pipeline);
    PluginScope scope = planned.offer().plugin().scope();
    Settings own = settings.settings(key, scope);
    try {
      Component component =
          scope.<Component, ComponentException>call(
              () -> create(planned.offer().factory(), own, planned.config(), next));
      Node node = new Node(key, component, scope, own);
      nodes.add(node);
      return node;
    } catch (ComponentException e) {
      throw new ComponentException(key + ": " + e.getMessage(), e);
    } catch (RuntimeException | LinkageError e) {
      throw new ComponentException(
          key + " of " + planned.offer().plugin() + " cannot be made: " + e, e);
    }
  }

  private static <C extends Record> Component create(
      ComponentFactory<C> factory,
      Settings settings,
      Record config,
      @Nullable ProfilesConsumer next)
      throws ComponentException {
    C own = factory.configClass().cast(config);
    if (factory instanceof ExtensionFactory<C> extensions) {
      return extensions.create(settings, own);
    }
    if (factory instanceof ExporterFactory<C> makesExporters) {
      return makesExporters.create(settings, own);
    }
    if (next != null && factory instanceof ProcessorFactory<C> processors) {
      return processors.create(settings, own, next);
    }
    if (next != null && factory instanceof ReceiverFactory<C> receivers) {
      return receivers.create(settings, own, next);
    }
    throw new IllegalStateException(factory.getClass().getName() + " makes no known component");
  }
}
