package io.flaregate.phlare.processor;

import io.flaregate.phlare.validate.Printable;
import io.flaregate.phlare.validate.Problem;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.SeriesLabels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The labels that all series of a profile share: the four that are always there, then the
 * attributes of the resource, of the scope, and the scope's name and version. The first of a name
 * counts. Resources and scopes that several profiles have one after another are looked at once.
 */
final class OwnerLabels {
  private static final int NOT_LOADED = -1;
  private static final int NONE = -1;

  private final Profiles profiles;
  private final LabelTexts texts;
  private final Tally tally;
  private final ServiceNameConfig serviceNames;
  private final List<Integer> serviceAttributes = new ArrayList<>();
  private final int executableAttribute;
  private final Set<Integer> droppedAttributes = new HashSet<>();
  private final SessionLabel session;
  private final int fallback;
  private final int scopeNameLabel;
  private final int scopeVersionLabel;

  private final Map<Integer, Integer> namesOfExecutables = new HashMap<>();
  private final LabelLayer fixed = new LabelLayer();
  private final LabelLayer resource = new LabelLayer();
  private final LabelLayer scope = new LabelLayer();
  private final int nameLabel;
  private final int serviceNameLabel;
  private final int deltaLabel;
  private final int deltaValue;
  private final int otelLabel;
  private final int otelValue;

  private int resourceList = NOT_LOADED;
  private int scopeList = NOT_LOADED;
  private int scopeName;
  private int scopeVersion;
  private int serviceName;
  private ServiceNameSource source = ServiceNameSource.FALLBACK;
  private @Nullable Problem duplicate;

  OwnerLabels(
      Profiles profiles,
      LabelTexts texts,
      PhlareProcessorConfig config,
      SessionLabel session,
      Tally tally) {
    this.profiles = profiles;
    this.texts = texts;
    this.serviceNames = config.serviceName();
    this.session = session;
    this.tally = tally;
    deltaLabel = texts.literal("__delta__");
    deltaValue = texts.literal("false");
    otelLabel = texts.literal("__otel__");
    otelValue = texts.literal("true");
    nameLabel = texts.literal("__name__");
    serviceNameLabel = texts.literal("service_name");
    scopeNameLabel = texts.literal("otel_scope_name");
    scopeVersionLabel = texts.literal("otel_scope_version");
    serviceNames.attributes().forEach(name -> serviceAttributes.add(texts.literal(name)));
    if (serviceNames.fromKubernetes()) {
      ServiceNameConfig.KUBERNETES.forEach(name -> serviceAttributes.add(texts.literal(name)));
    }
    config.droppedAttributes().forEach(name -> droppedAttributes.add(texts.literal(name)));
    executableAttribute = texts.literal("process.executable.name");
    fallback = texts.literal(serviceNames.fallback());
  }

  /**
   * Goes to the labels of a row.
   *
   * @param name the value of {@code __name__}
   */
  void load(int row, int name) {
    Rows rows = profiles.rows();
    if (rows.resource(row) != resourceList) {
      resourceList = rows.resource(row);
      loadResource();
      scopeList = NOT_LOADED;
    }
    boolean sameScope =
        rows.scope(row) == scopeList
            && rows.scopeName(row) == scopeName
            && rows.scopeVersion(row) == scopeVersion;
    if (!sameScope) {
      scopeList = rows.scope(row);
      scopeName = rows.scopeName(row);
      scopeVersion = rows.scopeVersion(row);
      loadScope();
    }
    fixed.clear();
    fixed.add(deltaLabel, deltaValue);
    fixed.add(otelLabel, otelValue);
    fixed.add(nameLabel, name);
    fixed.add(serviceNameLabel, serviceName);
  }

  /**
   * Goes to a row that has labels of its own: they are taken as they are, but for dots in names
   * where those are not allowed, and for the name of the service where none is given.
   */
  void loadGiven(int row) {
    fixed.clear();
    resource.clear();
    scope.clear();
    resourceList = NOT_LOADED;
    duplicate = null;
    SeriesLabels labels = profiles.labels();
    for (int label = labels.start(row); label < labels.end(row); label++) {
      int name = texts.name(labels.strings(), labels.name(label));
      int value = texts.table().intern(labels.strings(), labels.value(label));
      if (duplicate == null && resource.valueOf(name) >= 0) {
        duplicate =
            new Problem(
                Reason.DUPLICATE_LABEL_NAMES,
                () ->
                    "the label name "
                        + Printable.quoted(texts.table().get(name))
                        + " stands twice among the labels of the series");
      }
      if (!session.is(name)) {
        resource.add(name, value);
      } else if (session.value(value) != 0) {
        resource.add(name, session.value(value));
      }
    }
    int given = resource.valueOf(serviceNameLabel);
    source = given > 0 ? ServiceNameSource.RESOURCE : ServiceNameSource.FALLBACK;
    serviceName = given > 0 ? given : fallback;
    if (given < 0) {
      resource.add(serviceNameLabel, fallback);
    }
  }

  /** What is wrong with the given labels of the row if a name stands twice; null if none does. */
  @Nullable Problem duplicate() {
    return duplicate;
  }

  private void loadResource() {
    resource.clear();
    int[] serviceValues = new int[serviceAttributes.size()];
    int executable = 0;
    AttributeLists lists = profiles.lists();
    boolean drops = !droppedAttributes.isEmpty();
    Attributes attributes = profiles.dictionary().attributes();
    for (int at = lists.start(resourceList); at < lists.end(resourceList); at++) {
      int attribute = lists.attribute(at);
      int value = value(attribute);
      int key = texts.text(attributes.key(attribute));
      int service = serviceAttributes.indexOf(key);
      if (service >= 0 && serviceValues[service] == 0) {
        serviceValues[service] = value;
      }
      executable = key == executableAttribute && executable == 0 ? value : executable;
      if (value != 0 && drops && droppedAttributes.contains(key)) {
        tally.droppedLabels(Reason.DROPPED_BY_RELABEL_RULES, 1);
      } else {
        add(resource, texts.name(attributes.key(attribute)), value);
      }
    }
    chooseServiceName(serviceValues, executable);
  }

  private void chooseServiceName(int[] serviceValues, int executable) {
    for (int i = 0; i < serviceValues.length; i++) {
      if (serviceValues[i] != 0) {
        serviceName = serviceValues[i];
        boolean named = i < serviceNames.attributes().size();
        source = named ? ServiceNameSource.RESOURCE : ServiceNameSource.KUBERNETES;
        return;
      }
    }
    boolean named = serviceNames.fromExecutable() && executable != 0;
    source = named ? ServiceNameSource.EXECUTABLE : ServiceNameSource.FALLBACK;
    serviceName = named ? ofExecutable(executable) : fallback;
  }

  /** Made once for each executable: many resources may share a long name. */
  private int ofExecutable(int executable) {
    return namesOfExecutables.computeIfAbsent(
        executable, text -> texts.literal(serviceNames.fallback() + ":" + texts.table().get(text)));
  }

  private void loadScope() {
    scope.clear();
    AttributeLists lists = profiles.lists();
    Attributes attributes = profiles.dictionary().attributes();
    for (int at = lists.start(scopeList); at < lists.end(scopeList); at++) {
      int attribute = lists.attribute(at);
      add(scope, texts.name(attributes.key(attribute)), value(attribute));
    }
    add(scope, scopeNameLabel, texts.text(scopeName));
    add(scope, scopeVersionLabel, texts.text(scopeVersion));
  }

  /** The text of an attribute that can be a label; 0, the empty text, for any other. */
  private int value(int attribute) {
    Attributes attributes = profiles.dictionary().attributes();
    AttributeKind kind = attributes.kind(attribute);
    if (kind == AttributeKind.STRING) {
      return texts.text(attributes.string(attribute));
    }
    return kind == AttributeKind.INT
        ? texts.literal(Long.toString(attributes.number(attribute)))
        : 0;
  }

  private void add(LabelLayer layer, int name, int given) {
    int value = session.is(name) ? session.value(given) : given;
    if (value == 0) {
      return;
    }
    if (isFixed(name)) {
      tally.droppedLabels(Reason.DUPLICATE_LABEL_NAMES, 1);
      return;
    }
    int known = resource.valueOf(name);
    known = known < 0 && layer == scope ? scope.valueOf(name) : known;
    if (known < 0) {
      layer.add(name, value);
    } else if (known != value) {
      tally.droppedLabels(Reason.DUPLICATE_LABEL_NAMES, 1);
    }
  }

  private boolean isFixed(int name) {
    return name == nameLabel || name == serviceNameLabel || name == deltaLabel || name == otelLabel;
  }

  /** The value of a label of the loaded row, or −1. */
  int valueOf(int name) {
    int value = isFixed(name) ? fixed.valueOf(name) : NONE;
    value = value < 0 ? resource.valueOf(name) : value;
    return value < 0 ? scope.valueOf(name) : value;
  }

  int size() {
    return fixed.size() + resource.size() + scope.size();
  }

  int name(int label) {
    return layer(label).name(place(label));
  }

  int value(int label, int serviceNameOfSeries) {
    int name = name(label);
    return name == serviceNameLabel ? serviceNameOfSeries : layer(label).value(place(label));
  }

  private LabelLayer layer(int label) {
    if (label < fixed.size()) {
      return fixed;
    }
    return label < fixed.size() + resource.size() ? resource : scope;
  }

  private int place(int label) {
    if (label < fixed.size()) {
      return label;
    }
    int place = label - fixed.size();
    return place < resource.size() ? place : place - resource.size();
  }

  /** The service's name, unless samples name another. */
  int serviceName() {
    return serviceName;
  }

  /** Where {@link #serviceName} comes from. */
  ServiceNameSource source() {
    return source;
  }

  int nameLabel() {
    return nameLabel;
  }

  int serviceNameLabel() {
    return serviceNameLabel;
  }
}
