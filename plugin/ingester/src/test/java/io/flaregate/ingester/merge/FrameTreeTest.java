package io.flaregate.ingester.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.ingester.Pprofs;
import io.flaregate.ingester.merge.FrameTree.Top;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FrameTreeTest {
  private static FrameTree tree(Pprofs pprof) {
    ProfileMerger merger = new ProfileMerger(1 << 26);
    merger.add(pprof.build(), 0);
    return merger.toTree();
  }

  private static String text(FrameTree tree, int[] nodes) {
    return Arrays.stream(nodes)
        .mapToObj(n -> tree.name(n) + "=" + tree.total(n) + "/" + tree.self(n))
        .collect(Collectors.joining(" "));
  }

  @Test
  void aNodeHasWhatIsMeasuredBelowIt() {
    FrameTree tree =
        tree(Pprofs.cpu(0).sample("a;b", 3).sample("a;c", 4).sample("a", 5).sample("d", 1));
    assertThat(text(tree, tree.largest(100, 100))).isEqualTo("total=13/0 a=12/5 b=3/3 c=4/4 d=1/1");
  }

  @Test
  void theLargestNodesAreKeptWithTheirParents() {
    FrameTree tree = tree(Pprofs.cpu(0).sample("a;b;c", 3).sample("d", 10).sample("e;f", 5));
    assertThat(text(tree, tree.largest(4, 100))).isEqualTo("total=18/0 d=10/10 e=5/0 f=5/5");
    assertThat(text(tree, tree.largest(100, 1))).isEqualTo("total=18/0 a=3/0 d=10/10 e=5/0");
    assertThat(tree.largest(1, 100)).containsExactly(0);
  }

  @Test
  void everyKeptNodeHasItsParentAlsoWhenValuesAreNegative() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Pprofs pprof = Pprofs.cpu(0);
      for (int i = 0; i < 60; i++) {
        String stack =
            "f" + random.nextInt(3) + ";f" + random.nextInt(3) + ";f" + random.nextInt(9);
        pprof.sample(stack, random.nextInt(200) - 60);
      }
      FrameTree tree = tree(pprof);
      int[] nodes = tree.largest(1 + random.nextInt(20), 1 + random.nextInt(4));
      for (int node : nodes) {
        assertThat(node == 0 || Arrays.binarySearch(nodes, tree.parent(node)) >= 0)
            .as("seed %d, node %d", seed, node)
            .isTrue();
      }
    }
  }

  @Test
  void aFunctionThatCallsItselfCountsOnce() {
    FrameTree tree =
        tree(Pprofs.cpu(0).sample("main;fib;fib;fib", 7).sample("main;fib", 2).sample("total", 1));
    assertThat(tree.top(10))
        .isEqualTo(List.of(new Top("fib", 9, 9), new Top("total", 1, 1), new Top("main", 0, 9)));
    assertThat(tree.top(1)).hasSize(1);
  }

  @Test
  void samplesWithoutAStackCountForTheRoot() {
    FrameTree tree = tree(Pprofs.cpu(0).sample("", 5));
    assertThat(text(tree, tree.largest(10, 10))).isEqualTo("total=5/5");
    assertThat(tree.top(10)).isEmpty();
  }
}
