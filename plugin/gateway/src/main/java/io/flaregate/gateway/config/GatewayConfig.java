package io.flaregate.gateway.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A configuration of which the components are not bound yet, since what they know is known to
 * plugins.
 *
 * @param components what stands in the four sections of components, in the order of the file
 * @param service the section {@code service}
 * @param positions where things of the section {@code service} stand, by path
 */
public record GatewayConfig(
    Map<ComponentKind, Map<ComponentId, ComponentConfig>> components,
    ServiceConfig service,
    Map<String, Position> positions) {

  public GatewayConfig {
    components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
    requireNonNull(service, "service is null");
    positions = Map.copyOf(positions);
  }

  /** The components of a kind. */
  public Map<ComponentId, ComponentConfig> components(ComponentKind kind) {
    return components.getOrDefault(kind, Map.of());
  }

  /** Where a path stands, or the nearest path above it. */
  public Position position(String path) {
    String at = path;
    while (true) {
      Position position = positions.get(at);
      if (position != null) {
        return position;
      }
      int cut = at.lastIndexOf("::");
      if (cut < 0) {
        return Position.UNKNOWN;
      }
      at = at.substring(0, cut);
    }
  }

  /**
   * What a user wrote of a component.
   *
   * @param kind its kind
   * @param id its id
   * @param node its configuration
   * @param position where its id stands
   */
  public record ComponentConfig(
      ComponentKind kind, ComponentId id, ConfigNode node, Position position) {
    public ComponentConfig {
      requireNonNull(kind, "kind is null");
      requireNonNull(id, "id is null");
      requireNonNull(node, "node is null");
      requireNonNull(position, "position is null");
    }

    /** Where it stands, for messages: {@code receivers::otlp}. */
    public String path() {
      return kind.section() + "::" + id;
    }
  }
}
