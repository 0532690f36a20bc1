package io.flaregate.spi.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.testing.SampleProfiles;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowsTest {

  private static Rows rows(int[] typeEnds, int[] sampleEnds) {
    int size = typeEnds.length;
    int types = size == 0 ? 0 : typeEnds[size - 1];
    return Rows.builder(size)
        .origins(new int[size])
        .attributes(new int[size], new int[size])
        .scopes(new int[size], new int[size])
        .types(typeEnds, new int[2 * types])
        .periods(new int[2 * size], new long[size])
        .times(new long[size], new long[size])
        .profileIds(new long[2 * size])
        .sampleEnds(sampleEnds)
        .droppedSamples(new int[size])
        .build();
  }

  @Test
  void valuesStandRowAfterRowAsManyPerSampleAsTypes() {
    long seed = 99;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int size = random.nextInt(8);
      int[] typeEnds = new int[size];
      int[] sampleEnds = new int[size];
      int types = 0;
      int samples = 0;
      int values = 0;
      int[] starts = new int[size];
      for (int row = 0; row < size; row++) {
        int ownTypes = 1 + random.nextInt(4);
        int ownSamples = random.nextInt(5);
        starts[row] = values;
        typeEnds[row] = types += ownTypes;
        sampleEnds[row] = samples += ownSamples;
        values += ownTypes * ownSamples;
      }
      Rows rows = rows(typeEnds, sampleEnds);
      int seen = 0;
      for (int row = 0; row < size; row++) {
        assertThat(rows.valueStart(row)).as("seed %d round %d", seed, round).isEqualTo(starts[row]);
        assertThat(rows.sampleStart(row)).isEqualTo(seen);
        seen += rows.sampleCount(row);
        assertThat(rows.sampleEnd(row)).isEqualTo(seen);
        assertThat(rows.typeStart(row) + rows.typeCount(row)).isEqualTo(typeEnds[row]);
      }
    }
  }

  @Test
  void everyColumnReadsBack() {
    Rows rows =
        Rows.builder(1)
            .origins(new int[] {1})
            .attributes(new int[] {2}, new int[] {3})
            .scopes(new int[] {4}, new int[] {5})
            .types(new int[] {2}, new int[] {6, 7, 8, 9})
            .periods(new int[] {10, 11}, new long[] {12})
            .times(new long[] {13}, new long[] {14})
            .profileIds(new long[] {15, 16})
            .sampleEnds(new int[] {17})
            .droppedSamples(new int[] {18})
            .build();
    assertThat(
            new long[] {
              rows.origin(0),
              rows.resource(0),
              rows.scope(0),
              rows.scopeName(0),
              rows.scopeVersion(0),
              rows.typeName(0),
              rows.typeUnit(0),
              rows.typeName(1),
              rows.typeUnit(1),
              rows.periodName(0),
              rows.periodUnit(0),
              rows.period(0),
              rows.timeUnixNanos(0),
              rows.durationNanos(0),
              rows.profileIdHigh(0),
              rows.profileIdLow(0),
              rows.sampleEnd(0),
              rows.droppedSamples(0)
            })
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18);
  }

  @Test
  void refusesColumnsOfAnotherLengthAndMissingOnes() {
    assertThatThrownBy(() -> Rows.builder(2).origins(new int[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a column of 1 for 2 rows");
    assertThatThrownBy(() -> Rows.builder(2).profileIds(new long[2]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Rows.builder(1).origins(new int[1]).build())
        .isInstanceOf(NullPointerException.class)
        .hasMessage("resources is null");
  }

  @Test
  void profilesAreSplitOnceTheyHaveLabelsOfEachRow() {
    Profiles whole = SampleProfiles.withRows(2);
    assertThat(whole.isSplit()).isFalse();
    assertThat(whole.size()).isEqualTo(2);
    assertThatThrownBy(whole::labels).isInstanceOf(IllegalStateException.class);
    assertThat(split(whole, 2).isSplit()).isTrue();
    assertThatThrownBy(() -> split(whole, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels of 1 rows for 2 rows");
  }

  private static Profiles split(Profiles whole, int rows) {
    SeriesLabels labels = new SeriesLabels(StringTable.empty(), new int[rows], new int[0]);
    return new Profiles(
        whole.dictionary(), whole.rows(), whole.samples(), whole.lists(), labels, 0);
  }

  @Test
  void labelsOfARowFollowThoseOfTheRowBefore() {
    SeriesLabels labels =
        new SeriesLabels(StringTable.empty(), new int[] {1, 1, 3}, new int[] {1, 2, 3, 4, 5, 6});
    assertThat(labels.rows()).isEqualTo(3);
    assertThat(new int[] {labels.start(0), labels.end(0)}).containsExactly(0, 1);
    assertThat(new int[] {labels.start(1), labels.end(1)}).containsExactly(1, 1);
    assertThat(new int[] {labels.start(2), labels.end(2)}).containsExactly(1, 3);
    assertThat(new int[] {labels.name(2), labels.value(2)}).containsExactly(5, 6);
  }

  @Test
  void samplesRefuseColumnsOfUnequalLength() {
    assertThatThrownBy(() -> new Samples(new int[1], new int[2], new int[1], new long[0]))
        .isInstanceOf(IllegalArgumentException.class);
    Samples samples = new Samples(new int[] {1}, new int[] {2}, new int[] {3}, new long[] {4, 5});
    assertThat(samples.size()).isEqualTo(1);
    assertThat(samples.valueCount()).isEqualTo(2);
    assertThat(samples.stack(0) + samples.list(0) + samples.link(0)).isEqualTo(6);
    assertThat(samples.value(1)).isEqualTo(5);
  }
}
