package io.flaregate.gateway.config;

import io.flaregate.gateway.config.GatewayConfig.ComponentConfig;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.config.Binding;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.ConfigNode.Entry;
import io.flaregate.spi.config.ConfigNode.Mapping;
import io.flaregate.spi.config.ConfigNode.Scalar;
import io.flaregate.spi.config.ConfigNode.Sequence;
import io.flaregate.spi.config.Position;
import io.flaregate.spi.config.ProblemList;
import io.flaregate.spi.config.Suggestions;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a tree apart into the sections of a configuration. */
final class Sections {
  private static final String SERVICE = "service";
  private static final List<String> KNOWN =
      List.of("receivers", "processors", "exporters", "extensions", SERVICE);

  private final ProblemList problems;
  private final Map<String, Position> positions = new HashMap<>();

  Sections(ProblemList problems) {
    this.problems = problems;
  }

  GatewayConfig read(ConfigNode root) {
    Map<ComponentKind, Map<ComponentId, ComponentConfig>> components =
        new EnumMap<>(ComponentKind.class);
    ServiceConfig service = ServiceConfig.defaults();
    if (root instanceof Mapping mapping) {
      refuseUnknown(mapping);
      for (ComponentKind kind : ComponentKind.values()) {
        components.put(kind, components(kind, mapping.entries().get(kind.section())));
      }
      service = service(root, mapping.entries().get(SERVICE));
    } else {
      problems.error(
          "", root.position(), "expected a map with the keys " + String.join(", ", KNOWN));
    }
    return new GatewayConfig(components, service, positions);
  }

  private void refuseUnknown(Mapping root) {
    root.entries()
        .forEach(
            (key, entry) -> {
              if (key.equals("connectors")) {
                problems.error(key, entry.keyPosition(), "Flaregate has no connectors");
              } else if (!KNOWN.contains(key)) {
                problems.error(
                    key, entry.keyPosition(), "unknown key" + Suggestions.phrase(key, KNOWN));
              }
            });
  }

  private Map<ComponentId, ComponentConfig> components(
      ComponentKind kind, @Nullable Entry section) {
    Map<ComponentId, ComponentConfig> components = new LinkedHashMap<>();
    if (section == null || isEmpty(section.value())) {
      return components;
    }
    if (!(section.value() instanceof Mapping mapping)) {
      problems.error(
          kind.section(), section.value().position(), "expected a map of " + kind.section());
      return components;
    }
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              String path = ProblemList.path(kind.section(), key);
              try {
                ComponentId id = ComponentId.parse(key);
                ComponentConfig config =
                    new ComponentConfig(kind, id, entry.value(), entry.keyPosition());
                if (components.putIfAbsent(id, config) != null) {
                  problems.error(path, entry.keyPosition(), "the id " + id + " stands twice");
                }
              } catch (IllegalArgumentException e) {
                problems.error(path, entry.keyPosition(), String.valueOf(e.getMessage()));
              }
            });
    return components;
  }

  private ServiceConfig service(ConfigNode root, @Nullable Entry section) {
    if (section == null) {
      problems.error(SERVICE, root.position(), "is missing: it names the pipelines to run");
      return ServiceConfig.defaults();
    }
    positions.put(SERVICE, section.keyPosition());
    addPositions(section.value(), SERVICE);
    Binding<ServiceConfig> binding =
        ConfigBinder.bind(section.value(), SERVICE, ServiceConfig.defaults());
    problems.addAll(binding.problems());
    return binding.value();
  }

  private void addPositions(ConfigNode node, String path) {
    if (node instanceof Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (key, entry) -> {
                String below = ProblemList.path(path, key);
                positions.put(below, entry.keyPosition());
                addPositions(entry.value(), below);
              });
    } else if (node instanceof Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        String below = ProblemList.path(path, Integer.toString(i));
        positions.put(below, sequence.items().get(i).position());
      }
    }
  }

  private static boolean isEmpty(ConfigNode node) {
    return node instanceof Scalar scalar && scalar.text() == null;
  }
}
