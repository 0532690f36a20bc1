package io.flaregate.gateway;

import io.flaregate.gateway.graph.GraphPlan;
import io.flaregate.gateway.graph.GraphPlan.Pipeline;
import io.flaregate.spi.component.ComponentId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says pipelines in words: {@code otlp → phlare → phlare}. */
final class Pipelines {
  private Pipelines() {}

  static Map<String, String> words(GraphPlan plan) {
    Map<String, String> words = new LinkedHashMap<>();
    for (Pipeline pipeline : plan.pipelines()) {
      Stream<String> steps =
          Stream.of(
                  Stream.of(list(pipeline.receivers())),
                  pipeline.processors().stream().map(ComponentId::toString),
                  Stream.of(list(pipeline.exporters())))
              .flatMap(each -> each);
      words.put(pipeline.id(), steps.collect(Collectors.joining(" → ")));
    }
    return words;
  }

  private static String list(List<ComponentId> ids) {
    return ids.stream().map(ComponentId::toString).collect(Collectors.joining(", "));
  }
}
