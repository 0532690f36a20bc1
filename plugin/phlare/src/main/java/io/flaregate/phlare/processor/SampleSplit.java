package io.flaregate.phlare.processor;

import io.flaregate.profiles.merge.IntListTable;
import io.flaregate.profiles.merge.StackTable;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Profiles;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What the attributes of samples mean: which series of its profile a sample belongs to, and which
 * attributes stay with it. Each list of attributes is looked at once a profile.
 *
 * <p>{@code span_id}, {@code trace_id}, {@code profile_id} and those of {@code sample_only_labels}
 * stay; the attribute that names the service and other texts become labels of the series, unless
 * the profile's own labels have the name already; empty texts mean nothing; what is no text is
 * dropped.
 */
final class SampleSplit {
  // A series is known by a list of ints: the text of its service's name (0: the profile's own) and
  // then name and value of each label, sorted by name. A "kind" is a series together with the list
  // of attributes that stay, so that a merge key has one int for both.

  private static final byte UNKNOWN = 0;
  private static final byte LABEL = 1;
  private static final byte STAYS = 2;
  private static final byte SERVICE = 3;
  private static final byte EMPTY = 4;
  private static final byte NO_TEXT = 5;

  private final Profiles profiles;
  private final StackTable stacks;
  private final LabelTexts texts;
  private final OwnerLabels owner;
  private final SessionLabel session;
  private final IntListTable keptLists;
  private final IntListTable series = new IntListTable();
  private final IntListTable kinds = new IntListTable();
  private final int spanId;
  private final int traceId;
  private final int profileId;
  private final int serviceAttribute;
  private final boolean allStay;
  private final Set<Integer> staying = new HashSet<>();

  private final byte[] roles;
  private final long[] kindsOfLists;
  private final int[] lossesOfLists;
  private long round;

  private int[] kept = new int[8];
  private int keptCount;
  private long[] labels = new long[8];
  private int labelCount;
  private int[] key = new int[16];
  private int service;
  private int losses;

  SampleSplit(
      Profiles profiles,
      StackTable stacks,
      LabelTexts texts,
      OwnerLabels owner,
      SessionLabel session,
      PhlareProcessorConfig config,
      IntListTable keptLists) {
    this.profiles = profiles;
    this.stacks = stacks;
    this.texts = texts;
    this.owner = owner;
    this.session = session;
    this.keptLists = keptLists;
    spanId = texts.literal("span_id");
    traceId = texts.literal("trace_id");
    profileId = texts.literal("profile_id");
    serviceAttribute = texts.literal(config.serviceName().sampleAttribute());
    allStay = config.allSampleLabelsStay();
    config.sampleOnlyLabels().forEach(name -> staying.add(texts.literal(name)));
    roles = new byte[profiles.dictionary().attributes().size()];
    kindsOfLists = new long[profiles.lists().size()];
    lossesOfLists = new int[profiles.lists().size()];
    keptLists.reset();
    keptLists.intern(kept, 0);
  }

  /** Goes to another row, whose own labels are loaded. */
  void startRow() {
    round += 1L << 32;
    series.reset();
    kinds.reset();
  }

  /** The kind of a sample with a list of attributes. */
  int kind(int list) {
    long known = kindsOfLists[list];
    if (known >>> 32 == round >>> 32) {
      return (int) known;
    }
    int kind = classify(list);
    kindsOfLists[list] = round | kind;
    return kind;
  }

  /** How many attributes of a list are lost; after {@link #kind} of it. */
  int losses(int list) {
    return lossesOfLists[list];
  }

  private int classify(int list) {
    AttributeLists lists = profiles.lists();
    int start = lists.start(list);
    int end = lists.end(list);
    ensure(end - start);
    keptCount = 0;
    labelCount = 0;
    service = 0;
    losses = 0;
    for (int at = start; at < end; at++) {
      take(stacks.attribute(lists.attribute(at)));
    }
    Arrays.sort(kept, 0, keptCount);
    int keptList = keptLists.intern(kept, keptCount);
    int seriesId = internSeries();
    lossesOfLists[list] = losses;
    return kinds.intern(seriesId, keptList, key);
  }

  private void ensure(int size) {
    if (kept.length < size) {
      kept = new int[size];
      labels = new long[size];
    }
    if (key.length < 2 * size + 2) {
      key = new int[2 * size + 2];
    }
  }

  private void take(int attribute) {
    Attributes attributes = profiles.dictionary().attributes();
    switch (role(attribute)) {
      case LABEL ->
          takeLabel(
              texts.name(attributes.key(attribute)), texts.text(attributes.string(attribute)));
      case STAYS -> kept[keptCount++] = attribute;
      case SERVICE -> service = texts.text(attributes.string(attribute));
      case NO_TEXT -> losses++;
      default -> {
        // An empty text says nothing.
      }
    }
  }

  private void takeLabel(int name, int given) {
    int value = session.is(name) ? session.value(given) : given;
    int known = owner.valueOf(name);
    if (value == 0) {
      return;
    }
    if (known < 0) {
      labels[labelCount++] = ((long) name << 32) | value;
    } else if (known != value) {
      losses++;
    }
  }

  private byte role(int attribute) {
    if (roles[attribute] == UNKNOWN) {
      roles[attribute] = findRole(attribute);
    }
    return roles[attribute];
  }

  private byte findRole(int attribute) {
    Attributes attributes = profiles.dictionary().attributes();
    if (attributes.kind(attribute) != AttributeKind.STRING) {
      return NO_TEXT;
    }
    if (profiles.dictionary().strings().length(attributes.string(attribute)) == 0) {
      return EMPTY;
    }
    int key = texts.text(attributes.key(attribute));
    if (key == spanId || key == traceId || key == profileId) {
      return STAYS;
    }
    if (key == serviceAttribute && serviceAttribute != 0) {
      return SERVICE;
    }
    return allStay || staying.contains(key) ? STAYS : LABEL;
  }

  private int internSeries() {
    Arrays.sort(labels, 0, labelCount);
    int length = 0;
    key[length++] = service == owner.serviceName() ? 0 : service;
    for (int i = 0; i < labelCount; i++) {
      int name = (int) (labels[i] >>> 32);
      // Two attributes have one name only after their dots became underscores.
      if (i > 0 && name == (int) (labels[i - 1] >>> 32)) {
        losses++;
      } else {
        key[length++] = name;
        key[length++] = (int) labels[i];
      }
    }
    return series.intern(key, length);
  }

  /** The number of kinds of the row. */
  int kindCount() {
    return kinds.size();
  }

  /** The number of series of the row. */
  int seriesCount() {
    return series.size();
  }

  /** The series of a kind. */
  int series(int kind) {
    return kinds.element(kinds.start(kind));
  }

  /** The list of attributes that stay, of a kind. */
  int keptList(int kind) {
    return kinds.element(kinds.start(kind) + 1);
  }

  /** How many attributes stay, of a kind. */
  int keptAttributes(int kind) {
    int list = keptList(kind);
    return keptLists.end(list) - keptLists.start(list);
  }

  /** The service's name that the samples of a series give, or 0. */
  int serviceName(int seriesId) {
    return series.element(series.start(seriesId));
  }

  /** How many labels a series has from its samples. */
  int labelCount(int seriesId) {
    return (series.end(seriesId) - series.start(seriesId) - 1) / 2;
  }

  /** The name of a label of a series. */
  int labelName(int seriesId, int label) {
    return series.element(series.start(seriesId) + 1 + 2 * label);
  }

  /** The value of a label of a series. */
  int labelValue(int seriesId, int label) {
    return series.element(series.start(seriesId) + 2 + 2 * label);
  }
}
