package io.flaregate.phlare;

import io.flaregate.phlare.exporter.PhlareExporterFactory;
import io.flaregate.phlare.extension.PhlareExtensionFactory;
import io.flaregate.phlare.processor.PhlareProcessorFactory;
import io.flaregate.phlare.queuecli.QueueCommand;
import io.flaregate.phlare.readcli.ReadCommand;
import io.flaregate.phlare.receiver.PhlareReceiverFactory;
import io.flaregate.phlare.ringcli.RingCommand;
import io.flaregate.spi.FlaregatePlugin;
import io.flaregate.spi.command.Command;
import io.flaregate.spi.exporter.ExporterFactory;
import io.flaregate.spi.extension.ExtensionFactory;
import io.flaregate.spi.processor.ProcessorFactory;
import io.flaregate.spi.receiver.ReceiverFactory;
import java.util.List;

/** Offers the components of type {@code phlare}. */
public final class PhlarePlugin implements FlaregatePlugin {

  /** Made by {@link java.util.ServiceLoader}. */
  public PhlarePlugin() {}

  @Override
  public String name() {
    return "phlare";
  }

  @Override
  public List<ReceiverFactory<?>> receivers() {
    return List.of(new PhlareReceiverFactory());
  }

  @Override
  public List<ProcessorFactory<?>> processors() {
    return List.of(new PhlareProcessorFactory());
  }

  @Override
  public List<ExporterFactory<?>> exporters() {
    return List.of(new PhlareExporterFactory());
  }

  @Override
  public List<ExtensionFactory<?>> extensions() {
    return List.of(new PhlareExtensionFactory());
  }

  @Override
  public List<Command> commands() {
    return List.of(new QueueCommand(), new ReadCommand(), new RingCommand());
  }
}
