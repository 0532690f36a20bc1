package io.flaregate.gateway.graph;

import io.flaregate.gateway.config.GatewayConfig;
import io.flaregate.gateway.config.GatewayConfig.ComponentConfig;
import io.flaregate.gateway.config.ServiceConfig.PipelineConfig;
import io.flaregate.gateway.graph.GraphPlan.Pipeline;
import io.flaregate.gateway.graph.GraphPlan.Planned;
import io.flaregate.gateway.plugins.PluginCatalog;
import io.flaregate.gateway.plugins.PluginCatalog.Offer;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.config.Binding;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.ProblemList;
import io.flaregate.spi.config.Suggestions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Binds components and checks pipelines; everything that is wrong goes to the list of problems. */
public final class GraphPlanner {
  private static final String PIPELINES = "service::pipelines";
  private static final String EXTENSIONS = "service::extensions";
  private static final String SIGNAL = "profiles";
  private static final Set<String> OTHER_SIGNALS = Set.of("traces", "metrics", "logs");

  private final GatewayConfig config;
  private final PluginCatalog catalog;
  private final ProblemList problems;
  private final Map<ComponentKind, Set<ComponentId>> used = new EnumMap<>(ComponentKind.class);

  private GraphPlanner(GatewayConfig config, PluginCatalog catalog, ProblemList problems) {
    this.config = config;
    this.catalog = catalog;
    this.problems = problems;
    for (ComponentKind kind : ComponentKind.values()) {
      used.put(kind, new LinkedHashSet<>());
    }
  }

  /** The plan of a configuration; of use only if no error was added to the problems. */
  public static GraphPlan plan(GatewayConfig config, PluginCatalog catalog, ProblemList problems) {
    return new GraphPlanner(config, catalog, problems).plan();
  }

  private GraphPlan plan() {
    Map<ComponentKind, Map<ComponentId, Planned>> bound = new EnumMap<>(ComponentKind.class);
    for (ComponentKind kind : ComponentKind.values()) {
      bound.put(kind, bindAll(kind));
    }
    List<ComponentId> extensions =
        ids(ComponentKind.EXTENSION, EXTENSIONS, config.service().extensions());
    List<Pipeline> pipelines = new ArrayList<>();
    config
        .service()
        .pipelines()
        .forEach(
            (id, pipeline) -> {
              if (checkPipelineId(id)) {
                pipelines.add(pipeline(id, pipeline));
              }
            });
    if (config.service().pipelines().isEmpty() && config.service().extensions().isEmpty()) {
      error("service", "has neither pipelines nor extensions: there is nothing to run");
    }
    warnOfUnused();
    bound.forEach((kind, components) -> components.keySet().retainAll(usedOf(kind)));
    checkBesideExtensions(bound);
    return new GraphPlan(extensions, pipelines, bound);
  }

  private Set<ComponentId> usedOf(ComponentKind kind) {
    return used.computeIfAbsent(kind, key -> new LinkedHashSet<>());
  }

  private Map<ComponentId, Planned> bindAll(ComponentKind kind) {
    Map<ComponentId, Planned> bound = new LinkedHashMap<>();
    for (ComponentConfig component : config.components(kind).values()) {
      Offer offer = catalog.factory(kind, component.id().type());
      if (offer == null) {
        problems.error(component.path(), component.position(), unknownType(component));
      } else {
        bound.put(component.id(), bind(component, offer.factory(), offer));
      }
    }
    return bound;
  }

  private String unknownType(ComponentConfig component) {
    String type = component.id().type();
    Set<String> known = catalog.factories(component.kind()).keySet();
    StringBuilder message =
        new StringBuilder("unknown ").append(component.kind().label()).append(" type \"");
    message.append(type).append('"').append(Suggestions.phrase(type, known));
    for (ComponentKind other : ComponentKind.values()) {
      if (catalog.factory(other, type) != null) {
        message.append("; it is a type of ").append(other.label());
      }
    }
    return message.toString();
  }

  private <C extends Record> Planned bind(
      ComponentConfig component, ComponentFactory<C> factory, Offer offer) {
    Binding<C> binding =
        offer
            .plugin()
            .scope()
            .get(
                () ->
                    ConfigBinder.bind(component.node(), component.path(), factory.defaultConfig()));
    problems.addAll(binding.problems());
    return new Planned(component.id(), offer, binding.value());
  }

  private void checkBesideExtensions(Map<ComponentKind, Map<ComponentId, Planned>> bound) {
    Map<ComponentId, Record> extensions = new LinkedHashMap<>();
    bound
        .getOrDefault(ComponentKind.EXTENSION, Map.of())
        .forEach((id, planned) -> extensions.put(id, planned.config()));
    bound.forEach(
        (kind, components) ->
            components
                .values()
                .forEach(
                    planned -> {
                      ComponentConfig at = config.components(kind).get(planned.id());
                      if (at != null) {
                        problemsBeside(planned.offer().factory(), planned, extensions)
                            .forEach(text -> problems.error(at.path(), at.position(), text));
                      }
                    }));
  }

  private static <C extends Record> List<String> problemsBeside(
      ComponentFactory<C> factory, Planned planned, Map<ComponentId, Record> extensions) {
    C config = factory.configClass().cast(planned.config());
    return planned
        .offer()
        .plugin()
        .scope()
        .get(() -> factory.problemsBeside(config, Collections.unmodifiableMap(extensions)));
  }

  private boolean checkPipelineId(String text) {
    String path = ProblemList.path(PIPELINES, text);
    String signal = text.contains("/") ? text.substring(0, text.indexOf('/')) : text;
    if (signal.equals(SIGNAL)) {
      if (text.endsWith("/")) {
        error(path, "has no name after its /");
      }
      return true;
    }
    error(
        path,
        OTHER_SIGNALS.contains(signal)
            ? "Flaregate takes profiles only: send " + signal + " another way"
            : "unknown signal \"" + signal + "\": a pipeline is called profiles or profiles/NAME");
    return false;
  }

  private Pipeline pipeline(String id, PipelineConfig pipeline) {
    String path = ProblemList.path(PIPELINES, id);
    if (pipeline.receivers().isEmpty()) {
      error(path, "has no receivers; at least one is needed");
    }
    if (pipeline.exporters().isEmpty()) {
      error(path, "has no exporters; at least one is needed");
    }
    return new Pipeline(
        id,
        ids(ComponentKind.RECEIVER, path + "::receivers", pipeline.receivers()),
        ids(ComponentKind.PROCESSOR, path + "::processors", pipeline.processors()),
        ids(ComponentKind.EXPORTER, path + "::exporters", pipeline.exporters()));
  }

  private List<ComponentId> ids(ComponentKind kind, String path, List<String> texts) {
    Set<ComponentId> ids = new LinkedHashSet<>();
    for (int i = 0; i < texts.size(); i++) {
      String itemPath = ProblemList.path(path, Integer.toString(i));
      try {
        ComponentId id = ComponentId.parse(texts.get(i));
        if (!ids.add(id)) {
          error(itemPath, id + " stands twice in the list");
        }
        checkDefined(kind, id, itemPath);
      } catch (IllegalArgumentException e) {
        error(itemPath, String.valueOf(e.getMessage()));
      }
    }
    usedOf(kind).addAll(ids);
    return List.copyOf(ids);
  }

  private void checkDefined(ComponentKind kind, ComponentId id, String path) {
    Map<ComponentId, ComponentConfig> defined = config.components(kind);
    if (!defined.containsKey(id)) {
      List<String> known = defined.keySet().stream().map(ComponentId::toString).toList();
      error(
          path,
          kind.label()
              + " \""
              + id
              + "\" is not defined under "
              + kind.section()
              + Suggestions.phrase(id.toString(), known));
    }
  }

  private void warnOfUnused() {
    for (ComponentKind kind : ComponentKind.values()) {
      for (ComponentConfig component : config.components(kind).values()) {
        if (!usedOf(kind).contains(component.id())) {
          String by = kind == ComponentKind.EXTENSION ? EXTENSIONS : "any pipeline";
          problems.warning(
              component.path(), component.position(), "is not used by " + by + " and not started");
        }
      }
    }
  }

  private void error(String path, String message) {
    problems.error(path, config.position(path), message);
  }
}
