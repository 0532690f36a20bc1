package io.flaregate.ingester.merge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Frames with what was measured in and below them. Node 0 is the root; a node's number is greater
 * than its parent's. Values are those of the merge; sums saturate.
 */
public final class FrameTree {
  /** Most nodes; beyond it frames count for the deepest node that there is room for. */
  static final int MAX_NODES = 2_000_000;

  /** What a function has to show. */
  public record Top(String name, long self, long total) {}

  private record Edge(int parent, int name) {}

  private final Map<String, Integer> nameNumbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final Map<Edge, Integer> edges = new HashMap<>();
  private int[] parents = new int[64];
  private int[] nodeNames = new int[64];
  private long[] totals = new long[64];
  private long[] selves = new long[64];
  private int size;
  private int current;

  // By name: what was measured in it, with it on the stack, and the last stack that counted it.
  private long[] nameSelves = new long[64];
  private long[] nameTotals = new long[64];
  private final List<Integer> stack = new ArrayList<>();

  FrameTree() {
    // Not found by name: a function may be called so.
    names.add("total");
    addNode(-1, 0);
  }

  void begin() {
    current = 0;
    stack.clear();
  }

  void descend(String frame) {
    int name = name(frame);
    stack.add(name);
    Edge edge = new Edge(current, name);
    Integer child = edges.get(edge);
    if (child == null) {
      if (size >= MAX_NODES) {
        return;
      }
      child = addNode(current, name);
      edges.put(edge, child);
    }
    current = child;
  }

  void end(long value) {
    selves[current] = plus(selves[current], value);
    for (int node = current; node >= 0; node = parents[node]) {
      totals[node] = plus(totals[node], value);
    }
    if (!stack.isEmpty()) {
      int leaf = stack.get(stack.size() - 1);
      nameSelves[leaf] = plus(nameSelves[leaf], value);
    }
    // A function that calls itself counts once.
    stack.stream().distinct().forEach(n -> nameTotals[n] = plus(nameTotals[n], value));
  }

  private int name(String text) {
    Integer known = nameNumbers.get(text);
    if (known != null) {
      return known;
    }
    int number = names.size();
    names.add(text);
    nameNumbers.put(text, number);
    if (number == nameTotals.length) {
      nameTotals = Arrays.copyOf(nameTotals, number * 2);
      nameSelves = Arrays.copyOf(nameSelves, number * 2);
    }
    return number;
  }

  private int addNode(int parent, int name) {
    if (size == parents.length) {
      parents = Arrays.copyOf(parents, size * 2);
      nodeNames = Arrays.copyOf(nodeNames, size * 2);
      totals = Arrays.copyOf(totals, size * 2);
      selves = Arrays.copyOf(selves, size * 2);
    }
    parents[size] = parent;
    nodeNames[size] = name;
    return size++;
  }

  private static long plus(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return sum;
  }

  /** How many nodes there are, the root among them. */
  public int size() {
    return size;
  }

  /** A node's parent; −1 for the root. */
  public int parent(int node) {
    return parents[node];
  }

  /** A node's frame. */
  public String name(int node) {
    return names.get(nodeNames[node]);
  }

  /** What was measured in the node and below it. */
  public long total(int node) {
    return totals[node];
  }

  /** What was measured in the node itself. */
  public long self(int node) {
    return selves[node];
  }

  /**
   * The largest nodes: as many as asked for at most, none deeper than asked for, each with its
   * parent, in rising order.
   */
  public int[] largest(int maxNodes, int maxDepth) {
    int[] depths = new int[size];
    for (int node = 1; node < size; node++) {
      depths[node] = depths[parents[node]] + 1;
    }
    boolean[] kept = new boolean[size];
    kept[0] = true;
    IntStream.range(1, size)
        .filter(node -> depths[node] <= maxDepth)
        .boxed()
        .sorted(Comparator.comparingLong((Integer node) -> totals[node]).reversed())
        .limit(Math.max(0, maxNodes - 1))
        .forEach(node -> kept[node] = true);
    for (int node = 1; node < size; node++) {
      // A parent has its children's values and comes first, unless some are negative.
      kept[node] = kept[node] && kept[parents[node]];
    }
    return IntStream.range(0, size).filter(node -> kept[node]).toArray();
  }

  /** The functions with the most measured in themselves. */
  public List<Top> top(int limit) {
    return IntStream.range(1, names.size())
        .boxed()
        .sorted(
            Comparator.comparingLong((Integer n) -> nameSelves[n])
                .thenComparingLong(n -> nameTotals[n])
                .reversed())
        .limit(limit)
        .map(n -> new Top(names.get(n), nameSelves[n], nameTotals[n]))
        .toList();
  }
}
