package io.flaregate.gateway.graph;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;

/**
 * Names a made component. A processor is made once for each pipeline, anything else once.
 *
 * @param kind its kind
 * @param id its id
 * @param pipeline the pipeline of a processor; empty for other kinds
 */
public record ComponentKey(ComponentKind kind, ComponentId id, String pipeline) {
  public ComponentKey {
    requireNonNull(kind, "kind is null");
    requireNonNull(id, "id is null");
    requireNonNull(pipeline, "pipeline is null");
  }

  @Override
  public String toString() {
    return kind.label() + " " + id + (pipeline.isEmpty() ? "" : " of " + pipeline);
  }
}
