package org.echelle.host.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;

/** Says in words what a bundle needs and nobody provides, in place of the resolver's own report. */
public final class Needs {
    private static final Pattern NAME = Pattern.compile("\\((?:osgi\\.wiring\\.package|osgi\\.ee)=([^)]*)\\)");
    private static final Pattern FROM = Pattern.compile("\\(version>=([^)]*)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]*)\\)\\)");
    private static final Pattern EXACT = Pattern.compile("\\(version=([^)]*)\\)");

    private Needs() {}

    /** One phrase for each mandatory requirement that no installed bundle can meet, without a full stop. */
    public static List<String> missing(Bundle bundle, BundleContext context) {
        List<String> phrases = new ArrayList<>();
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return phrases;
        }
        for (BundleRequirement need : revision.getDeclaredRequirements(null)) {
            boolean mandatory = !"optional".equals(need.getDirectives().get("resolution"))
                    && !"dynamic".equals(need.getDirectives().get("resolution"))
                    && "resolve".equals(need.getDirectives().getOrDefault("effective", "resolve"));
            List<BundleCapability> offers = capabilities(need.getNamespace(), context);
            if (mandatory && offers.stream().noneMatch(need::matches)) {
                phrases.add(phrase(need, offers));
            }
        }
        return phrases;
    }

    private static List<BundleCapability> capabilities(String namespace, BundleContext context) {
        List<BundleCapability> all = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null) {
                all.addAll(revision.getDeclaredCapabilities(namespace));
            }
        }
        return all;
    }

    /**
     * What one requirement asks for, and what there is of the kind; without a full stop.
     *
     * @param offers capabilities of the requirement's namespace, none of which meets it
     */
    public static String phrase(Requirement need, List<? extends Capability> offers) {
        String filter = need.getDirectives().getOrDefault("filter", "");
        if (need.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
            String name = first(NAME, filter);
            TreeSet<Version> versions = new TreeSet<>();
            for (Capability offer : offers) {
                if (Objects.equals(offer.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE), name)
                        && offer.getAttributes().get("version") instanceof Version version) {
                    versions.add(version);
                }
            }
            if (versions.isEmpty()) {
                return "needs the package " + name + ", which nothing on this host provides";
            }
            return "needs " + name + " " + range(filter) + ", this host has "
                    + String.join(" and ", versions.stream().map(Needs::brief).toList());
        }
        if (need.getNamespace().equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE)) {
            String version = first(EXACT, filter);
            return "needs Java " + (version == null ? filter : version) + ", this is Java "
                    + Runtime.version().feature();
        }
        return "needs the capability " + need.getNamespace() + (filter.isEmpty() ? "" : " " + filter)
                + ", which nothing on this host provides";
    }

    /** A version range as people write it: {@code 2.x}, {@code 0.35.x}, {@code 1.2 or newer}, {@code from 1.2 to below 3}. */
    static String range(String filter) {
        String low = first(FROM, filter);
        String high = first(BELOW, filter);
        if (low == null) {
            return "in a version " + filter;
        }
        Version from = Version.parseVersion(low);
        if (high == null) {
            return brief(from) + " or newer";
        }
        Version below = Version.parseVersion(high);
        if (below.equals(new Version(from.getMajor() + 1, 0, 0))) {
            return from.getMinor() == 0 && from.getMicro() == 0
                    ? from.getMajor() + ".x"
                    : brief(from) + " or a later " + from.getMajor() + ".x";
        }
        if (below.equals(new Version(from.getMajor(), from.getMinor() + 1, 0)) && from.getMicro() == 0) {
            return from.getMajor() + "." + from.getMinor() + ".x";
        }
        return "from " + brief(from) + " to below " + brief(below);
    }

    private static String brief(Version version) {
        String text = version.getMajor() + "." + version.getMinor();
        return version.getMicro() == 0 ? text : text + "." + version.getMicro();
    }

    private static String first(Pattern pattern, String text) {
        // The range's end must not be read as its beginning: (!(version>=3)) is taken out before (version>=2) is looked
        // for.
        String searched = pattern == FROM ? BELOW.matcher(text).replaceAll("") : text;
        Matcher matcher = pattern.matcher(searched);
        return matcher.find() ? matcher.group(1) : null;
    }
}
