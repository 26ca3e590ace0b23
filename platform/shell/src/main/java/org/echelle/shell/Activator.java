package org.echelle.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Function;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Offers the command line to the host, and its verbs to the Gogo shell. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
    private LogBridge log;
    private DomainRegistry domains;
    private LivePages live;
    private DescriberServices describers;

    @Override
    public void start(BundleContext context) {
        log = new LogBridge(context);
        domains = new DomainRegistry(context);
        live = new LivePages();
        describers = new DescriberServices(context);
        HostServices services = new HostServices(
                Console.system(),
                domains,
                new Jobs(),
                () -> plugins(context),
                () -> new Gogo(processor(context)),
                live,
                describers::list);
        Front front = new Front(services);

        ToIntFunction<String[]> main = arguments -> front.run(Console.system(), arguments);
        context.registerService(ToIntFunction.class, main, FrameworkUtil.asDictionary(Map.of("echelle.main", true)));
        BooleanSupplier cancel = services::stopJobs;
        context.registerService(
                BooleanSupplier.class, cancel, FrameworkUtil.asDictionary(Map.of("echelle.cancel", true)));
        LongPredicate busy = domains::busy;
        context.registerService(LongPredicate.class, busy, FrameworkUtil.asDictionary(Map.of("echelle.busy", true)));
        for (String name : Front.commandLine(services).getSubcommands().keySet()) {
            if (!name.equals(ShellVerb.NAME)) {
                context.registerService(
                        Function.class,
                        new VerbFunction(front, name),
                        FrameworkUtil.asDictionary(Map.of(
                                CommandProcessor.COMMAND_SCOPE, Gogo.SCOPE, CommandProcessor.COMMAND_FUNCTION, name)));
            }
        }
    }

    @Override
    public void stop(BundleContext context) {
        live.close();
        describers.close();
        domains.close();
        log.close();
    }

    @SuppressWarnings("unchecked") // the property promises the type, see the host's package documentation
    private static List<Map<String, Object>> plugins(BundleContext context) {
        List<Map<String, Object>> all = new ArrayList<>();
        try {
            for (ServiceReference<?> list : context.getServiceReferences(Supplier.class, "(echelle.plugins=true)")) {
                Supplier<List<Map<String, Object>>> supplier =
                        (Supplier<List<Map<String, Object>>>) context.getService(list);
                if (supplier != null) {
                    all.addAll(supplier.get());
                }
                context.ungetService(list);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    private static CommandProcessor processor(BundleContext context) {
        ServiceReference<CommandProcessor> reference = context.getServiceReference(CommandProcessor.class);
        if (reference == null) {
            throw new ShellException("The Gogo runtime is not installed on this host, so there is no shell.");
        }
        return context.getService(reference);
    }
}
