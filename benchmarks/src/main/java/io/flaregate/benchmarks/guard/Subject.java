package io.flaregate.benchmarks.guard;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.benchmarks.PushBenchmark;
import io.flaregate.benchmarks.TransformBenchmark;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.profiles.pprof.MalformedPprofException;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of the project's corpus and what is done with it: the bodies of the benchmarks.
 *
 * @param file its name
 * @param sizeBytes its size, unpacked
 * @param operations all that is timed, by name
 * @param counted those of the product, of which bytes are counted
 * @param compared pairs whose times are compared
 */
record Subject(
    String file,
    int sizeBytes,
    Map<String, Operation> operations,
    List<String> counted,
    List<Pair> compared) {

  /**
   * Two operations.
   *
   * @param operation the product's
   * @param baseline what its time is divided by
   */
  record Pair(String operation, String baseline) {}

  Subject {
    operations = new LinkedHashMap<>(operations);
    counted = List.copyOf(counted);
    compared = List.copyOf(compared);
  }

  /** A request of OTLP profiles. */
  static Subject otlp(String file, Plant plant)
      throws UndecodableException, InvalidProtocolBufferException {
    TransformBenchmark benchmark = new TransformBenchmark();
    benchmark.file = file;
    benchmark.read();
    ExportProfilesServiceRequest request =
        ExportProfilesServiceRequest.parseFrom(Corpus.bundled().file("otlp/" + file).body());
    Map<String, Operation> operations = new LinkedHashMap<>();
    operations.put("parse", benchmark::parse);
    operations.put("transform", plant.in(benchmark::transform, request));
    operations.put("transformSplit", plant.in(benchmark::transformSplit, request));
    operations.put("naive", benchmark::naive);
    return new Subject(
        file,
        benchmark.inputBytes(),
        operations,
        List.of("transform", "transformSplit"),
        List.of(
            new Pair("transform", "parse"),
            new Pair("transformSplit", "parse"),
            new Pair("transform", "naive"),
            new Pair("transformSplit", "naive")));
  }

  /** A pprof that is pushed. */
  static Subject pprof(String file) throws MalformedPprofException {
    PushBenchmark benchmark = new PushBenchmark();
    benchmark.file = file;
    benchmark.read();
    Map<String, Operation> operations = new LinkedHashMap<>();
    operations.put("parse", benchmark::parse);
    operations.put("push", benchmark::push);
    operations.put("pushMerged", benchmark::pushMerged);
    return new Subject(
        file,
        benchmark.inputBytes(),
        operations,
        List.of("push", "pushMerged"),
        List.of(new Pair("push", "parse"), new Pair("pushMerged", "parse")));
  }

  Operation operation(String name) {
    Operation operation = operations.get(name);
    if (operation == null) {
      throw new IllegalArgumentException(file + " has no operation " + name);
    }
    return operation;
  }
}
