package io.flaregate.it.badinput;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows whose tests stand beside what they test; a class, and a method of it where one is enough.
 */
final class Elsewhere {
  private static final String GATEWAY = "plugin/gateway/src/test/java/io/flaregate/gateway/";
  private static final String OTLP = "plugin/otlp/src/test/java/io/flaregate/otlp/";
  private static final String PHLARE = "plugin/phlare/src/test/java/io/flaregate/phlare/";
  private static final String PROFILES = "plugin/profiles/src/test/java/io/flaregate/profiles/";
  private static final String RING = "plugin/ring/src/test/java/io/flaregate/ring/";
  private static final String TRANSPORT = "plugin/transport/src/test/java/io/flaregate/transport/";
  private static final String IT = "integration-tests/src/test/java/io/flaregate/it/";

  private Elsewhere() {}

  /** From the number of a row to {@code path/of/Class#method}. */
  static Map<Integer, List<String>> tests() {
    Map<Integer, List<String>> tests = new TreeMap<>();
    tests.put(4, List.of(PHLARE + "oracle/HostileTest"));
    tests.put(7, List.of(OTLP + "json/OtlpJsonTest#ofANameTwiceTheLastCountsAndListsGoTogether"));
    tests.put(13, List.of(PHLARE + "processor/AmplificationTest", PHLARE + "oracle/HostileTest"));
    tests.put(
        14,
        List.of(PHLARE + "processor/AmplificationTest#manyServicesInOneProfileAreRefusedAsAWhole"));
    tests.put(
        17,
        List.of(
            PHLARE
                + "processor/LabelsTest#sanitisingTurnsDotsIntoUnderscoresAndTheFirstOfANameCounts"));
    tests.put(19, List.of(PHLARE + "validate/PrintableTest"));
    tests.put(
        20,
        List.of(
            PHLARE + "ringpage/RingPageTest#everythingThatComesFromTheStoreIsText",
            GATEWAY + "admin/AdminServerTest#showsWhatRunsWithEverythingEscaped"));
    tests.put(22, List.of(PHLARE + "processor/MergeTest#sumsAndProductsSaturate"));
    tests.put(
        27,
        List.of(
            PROFILES + "merge/SampleMergerTest",
            PHLARE + "processor/MergeTest#aLocationIsNotTakenForALabel"));
    tests.put(
        28, List.of(PHLARE + "oracle/HostileTest#tenTimesAsManyEntriesTakeAboutTenTimesAsMuch"));
    tests.put(
        29,
        List.of(
            PHLARE + "limits/TenantRatesTest#tenantsDoNotShare",
            RING + "ShuffleShardTest",
            IT + "tenants/NoisyTenantTest"));
    tests.put(30, List.of(TRANSPORT + "compress/BodyReaderTest"));
    tests.put(33, List.of(OTLP + "BrokenHttpTest#brokenFramingIsRefusedAndTheConnectionEnds"));
    tests.put(34, List.of(OTLP + "BrokenHttpTest#brokenFramingIsRefusedAndTheConnectionEnds"));
    tests.put(
        35,
        List.of(
            OTLP + "BrokenHttpTest#headersThatDribbleAreGivenUp",
            TRANSPORT + "http/HttpServerTest#bodyThatStallsIsGivenUp"));
    tests.put(
        36,
        List.of(
            OTLP + "BrokenHttpTest#headersThatNeverEndAreTooLarge",
            TRANSPORT + "h2/Http2AbuseTest"));
    for (int row = 37; row <= 40; row++) {
      tests.put(row, List.of(TRANSPORT + "h2/Http2AbuseTest"));
    }
    tests.put(41, List.of(TRANSPORT + "tls/ServerTlsTest#oldVersionsAndPlainTextAreRefused"));
    tests.put(
        42,
        List.of(
            TRANSPORT + "tls/ServerTlsTest#onlyClientsOfTheAuthorityAreLetIn",
            TRANSPORT + "tls/ServerTlsTest#expiredClientIsNotLetIn"));
    tests.put(45, List.of(OTLP + "AuthReceiverTest#headerCannotNameAnothersTenant"));
    tests.put(
        46,
        List.of(
            GATEWAY + "telemetry/MetricsTest#countsLabelValuesBeyondTheCapAsOverflow",
            PHLARE + "limits/TenantRatesTest#theNumberOfTenantsIsBounded",
            IT + "tenants/ManyTenantsTest"));
    tests.put(
        47,
        List.of(
            TRANSPORT + "grpc/RawUnaryServerTest#unaryCallHasExactlyOneMessage",
            PHLARE + "receiver/PushGrpcTest#brokenFramesAreRefused"));
    tests.put(48, List.of(PHLARE + "receiver/PushConnectTest"));
    tests.put(49, List.of(OTLP + "OtlpBadInputTest#otherPathsAreNotFound"));
    tests.put(50, List.of(IT + "badinput/BadInputTest#proxyProtocolIsRefused"));
    tests.put(
        51,
        List.of(
            PHLARE + "exporter/EndpointExportTest#endlessAnswerIsCutAndDecidesNothing",
            IT + "chaos/ChaosCoreTest"));
    tests.put(52, List.of(TRANSPORT + "yaml/YamlReaderTest", GATEWAY + "config/ConfigLoaderTest"));
    tests.put(
        53,
        List.of(
            GATEWAY + "config/EnvExpanderTest",
            GATEWAY + "config/ConfigLoaderTest#valuesOfTheEnvironmentAreNotShown"));
    tests.put(54, List.of(GATEWAY + "config/EnvExpanderTest#saysWhatIsWrongWithASubstitution"));
    tests.put(55, List.of(GATEWAY + "plugins/PluginLoaderTest"));
    tests.put(56, List.of(IT + "ArchitectureTest#nothingReadsJavaSerialisation"));
    tests.put(
        57,
        List.of(
            GATEWAY + "admin/AdminServerTest#servesPagesAndPostsOnlyWithTheTokenOfItsForm",
            PHLARE + "ringpage/RingPageTest#nobodyForgetsUnlessItIsAllowed"));
    return tests;
  }
}
