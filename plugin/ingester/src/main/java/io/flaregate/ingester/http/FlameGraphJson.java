package io.flaregate.ingester.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.flaregate.ingester.merge.FrameTree;
import io.flaregate.ingester.merge.ProfileMerger;
import io.flaregate.ingester.service.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A flame graph as JSON: its tree of {@code {name, value, self, children}}, with at most as many
 * nodes as asked for. What has no room is summed up by parent as a node of its own that says {@code
 * "other": true} and how many nodes it stands for.
 */
final class FlameGraphJson {
  /** Deepest level of the tree; each takes two levels of JSON, and many parsers stop at 1000. */
  static final int MAX_DEPTH = 450;

  private static final int TOP_FUNCTIONS = 200;
  private static final JsonFactory FACTORY = new JsonFactory();

  private final FrameTree tree;
  private final int[] nodes;
  private final List<List<Integer>> children = new ArrayList<>();
  private final long[] otherTotals;
  private final long[] otherCounts;

  private FlameGraphJson(FrameTree tree, int maxNodes) {
    this.tree = tree;
    this.nodes = tree.largest(maxNodes, MAX_DEPTH);
    this.otherTotals = new long[nodes.length];
    this.otherCounts = new long[nodes.length];
    arrange();
  }

  static byte[] write(Selection selection, ProfileMerger merger, int maxNodes) throws IOException {
    FrameTree tree = merger.toTree();
    FlameGraphJson graph = new FlameGraphJson(tree, maxNodes);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", selection.type().id());
      json.writeStringField("unit", selection.type().sampleUnit());
      json.writeNumberField("total", merger.total());
      json.writeNumberField("profiles", merger.profiles());
      json.writeNumberField("series", selection.streams().size());
      json.writeNumberField("saturated", merger.saturated());
      json.writeNumberField("nodes", graph.nodes.length);
      json.writeNumberField("nodes_in_other", tree.size() - graph.nodes.length);
      json.writeFieldName("tree");
      graph.writeTree(json);
      writeTop(json, tree);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void writeTop(JsonGenerator json, FrameTree tree) throws IOException {
    json.writeArrayFieldStart("top");
    for (FrameTree.Top function : tree.top(TOP_FUNCTIONS)) {
      json.writeStartObject();
      json.writeStringField("name", function.name());
      json.writeNumberField("self", function.self());
      json.writeNumberField("total", function.total());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Children by parent, and what has no room by the nearest parent that has. */
  private void arrange() {
    int[] places = new int[tree.size()];
    Arrays.fill(places, -1);
    for (int place = 0; place < nodes.length; place++) {
      places[nodes[place]] = place;
      children.add(new ArrayList<>());
    }
    for (int node = 1; node < tree.size(); node++) {
      int parent = places[tree.parent(node)];
      if (places[node] >= 0) {
        children.get(parent).add(places[node]);
      } else if (parent >= 0) {
        otherTotals[parent] += tree.total(node);
        otherCounts[parent]++;
      }
    }
  }

  /** Without recursion: stacks may be deep. */
  private void writeTree(JsonGenerator json) throws IOException {
    Deque<Deque<Integer>> open = new ArrayDeque<>();
    open.push(begin(json, 0));
    int[] places = new int[MAX_DEPTH + 2];
    while (!open.isEmpty()) {
      Integer next = open.peek().poll();
      if (next == null) {
        open.pop();
        end(json, places[open.size()]);
      } else {
        places[open.size()] = next;
        open.push(begin(json, next));
      }
    }
  }

  private Deque<Integer> begin(JsonGenerator json, int place) throws IOException {
    int node = nodes[place];
    json.writeStartObject();
    json.writeStringField("name", tree.name(node));
    json.writeNumberField("value", tree.total(node));
    json.writeNumberField("self", tree.self(node));
    json.writeArrayFieldStart("children");
    return new ArrayDeque<>(children.get(place));
  }

  private void end(JsonGenerator json, int place) throws IOException {
    if (otherCounts[place] > 0) {
      json.writeStartObject();
      json.writeStringField("name", "other (" + otherCounts[place] + ")");
      json.writeNumberField("value", otherTotals[place]);
      json.writeNumberField("self", otherTotals[place]);
      json.writeBooleanField("other", true);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
