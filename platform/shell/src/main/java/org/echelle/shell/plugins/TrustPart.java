package org.echelle.shell.plugins;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.echelle.install.jar.Signer;
import org.echelle.install.store.TrustedKeys;
import org.echelle.shell.HostServices;
import org.echelle.shell.ShellException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "trust",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the keys whose plugins are installed without --allow-unsigned, or adds one.",
            "A key is an X.509 certificate as `keytool -exportcert -rfc` writes it; jars are signed with the JDK's jarsigner."
        },
        footer = {
            "",
            "Examples:",
            "  echelle plugins trust",
            "  echelle plugins trust lab.pem",
            "  echelle plugins trust --remove 3fa91c2e"
        })
final class TrustPart implements Callable<Integer> {
    private final HostServices host;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "a certificate to trust from now on")
    private Path file;

    @Option(names = "--remove", paramLabel = "SHA256", description = "trusts this key no longer (first digits do)")
    private String removed;

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    TrustPart(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        TrustedKeys keys = new PluginHost(host).store().keys();
        if (removed != null) {
            host.console()
                    .say("No longer trusted: " + keys.remove(removed).name()
                            + ". Plugins that it signed stay; `echelle plugins remove` takes them out.");
        }
        if (file != null) {
            Signer signer = TrustedKeys.read(file);
            host.console().say("name    " + signer.name() + "\nsha256  " + signer.shortFingerprint());
            if (!yes && !host.console().agrees()) {
                throw new ShellException("The key was not added; say --yes to agree without being asked.");
            }
            keys.add(signer);
            host.console().say("Trusted from now on.");
        }
        if (file == null && removed == null) {
            list(keys.list());
        }
        return 0;
    }

    private void list(List<Signer> signers) {
        if (signers.isEmpty()) {
            host.console().say("No key is trusted yet.");
        }
        signers.forEach(s -> host.console().line(s.shortFingerprint() + "  " + s.name()));
    }
}
