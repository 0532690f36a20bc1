package io.flaregate.gateway.graph;

import static java.util.Objects.requireNonNull;

import io.flaregate.gateway.plugins.PluginCatalog.Offer;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import java.util.List;
import java.util.Map;

/**
 * What is to be made: the bound configurations of the components that are used, and which pipeline
 * uses which.
 *
 * @param extensions in the order in which they start
 * @param pipelines in the order of the configuration
 * @param components every used component
 */
public record GraphPlan(
    List<ComponentId> extensions,
    List<Pipeline> pipelines,
    Map<ComponentKind, Map<ComponentId, Planned>> components) {
  public GraphPlan {
    extensions = List.copyOf(extensions);
    pipelines = List.copyOf(pipelines);
    components = Map.copyOf(components);
  }

  /** The component of a kind and id, which must be planned. */
  Planned planned(ComponentKind kind, ComponentId id) {
    return requireNonNull(
        components.getOrDefault(kind, Map.of()).get(id), () -> kind + " " + id + " is not planned");
  }

  /**
   * A pipeline.
   *
   * @param id its id, such as {@code profiles/fast}
   * @param receivers where profiles come from
   * @param processors what they pass, in this order
   * @param exporters where they go
   */
  public record Pipeline(
      String id,
      List<ComponentId> receivers,
      List<ComponentId> processors,
      List<ComponentId> exporters) {
    public Pipeline {
      requireNonNull(id, "id is null");
      receivers = List.copyOf(receivers);
      processors = List.copyOf(processors);
      exporters = List.copyOf(exporters);
    }
  }

  /**
   * A component to make.
   *
   * @param id its id
   * @param offer its factory
   * @param config its configuration, of the factory's class
   */
  public record Planned(ComponentId id, Offer offer, Record config) {
    public Planned {
      requireNonNull(id, "id is null");
      requireNonNull(offer, "offer is null");
      requireNonNull(config, "config is null");
    }
  }
}
