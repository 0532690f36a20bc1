package io.flaregate.spi.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.receiver.Receiver;
import io.flaregate.spi.receiver.ReceiverFactory;
import io.flaregate.spi.testing.SampleFactories.SampleConfig;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract passes for good factories of each kind and fails for bad ones. */
class ComponentFactoryContractTest {

  abstract static class SampleContract extends ComponentFactoryContract<SampleConfig> {
    private final ComponentFactory<SampleConfig> factory;

    SampleContract(ComponentFactory<SampleConfig> factory) {
      this.factory = factory;
    }

    @Override
    protected ComponentFactory<SampleConfig> factory() {
      return factory;
    }

    @Override
    protected Map<String, Object> fullMapping() {
      return Map.of("endpoint", "localhost:1", "workers", 4);
    }

    @Override
    protected SampleConfig fullConfig() {
      return new SampleConfig("localhost:1", 4);
    }
  }

  @Nested
  class OfReceivers extends SampleContract {
    OfReceivers() {
      super(new SampleFactories.Receivers());
    }
  }

  @Nested
  class OfProcessors extends SampleContract {
    OfProcessors() {
      super(new SampleFactories.Processors());
    }
  }

  @Nested
  class OfExporters extends SampleContract {
    OfExporters() {
      super(new SampleFactories.Exporters());
    }
  }

  @Nested
  class OfExtensions extends SampleContract {
    OfExtensions() {
      super(new SampleFactories.Extensions());
    }
  }

  /** Starts a thread where it is created, and its type has a capital. */
  private static final class BadFactory implements ReceiverFactory<SampleConfig> {
    @Override
    public String type() {
      return "Sample";
    }

    @Override
    public Class<SampleConfig> configClass() {
      return SampleConfig.class;
    }

    @Override
    public SampleConfig defaultConfig() {
      return SampleFactories.DEFAULTS;
    }

    @Override
    public Receiver create(Settings settings, SampleConfig config, ProfilesConsumer next) {
      SampleFactories.Threaded eager = new SampleFactories.Threaded();
      eager.start(new TestHost());
      return eager;
    }
  }

  private static ComponentFactoryContract<SampleConfig> contractOfBadFactory() {
    return new ComponentFactoryContract<>() {
      @Override
      protected ComponentFactory<SampleConfig> factory() {
        return new BadFactory();
      }
    };
  }

  @Test
  void findsThreadsThatCreatingStarts() {
    ComponentFactoryContract<SampleConfig> contract = contractOfBadFactory();
    contract.openSettings();
    assertThatThrownBy(contract::creatingOpensNothingAndStartsNoThread)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("sample-receiver");
    contract.closeSettings();
  }

  @Test
  void findsTypesInOtherThanLowerCaseAndKeysThatNobodySets() {
    ComponentFactoryContract<SampleConfig> contract = contractOfBadFactory();
    assertThatThrownBy(contract::typeIsThatOfAComponentId).isInstanceOf(AssertionError.class);
    assertThatThrownBy(contract::aFullConfigSetsEveryKey)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("endpoint");
  }
}
