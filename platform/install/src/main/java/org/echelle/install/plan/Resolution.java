package org.echelle.install.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.echelle.host.spi.Needs;
import org.echelle.install.InstallException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.resource.Wire;
import org.osgi.resource.Wiring;
import org.osgi.service.resolver.HostedCapability;
import org.osgi.service.resolver.ResolutionException;
import org.osgi.service.resolver.ResolveContext;
import org.osgi.service.resolver.Resolver;

/** Asks the framework's own resolver whether plugins would run on this host, and which others they need for it. */
final class Resolution {
    private final BundleContext host;
    private final Set<String> leaving;

    /** @param leaving symbolic names whose bundles on this host are taken to be gone */
    Resolution(BundleContext host, Set<String> leaving) {
        this.host = host;
        this.leaving = Set.copyOf(leaving);
    }

    /**
     * Which of the others come along.
     *
     * @param roots have to resolve together
     * @param others may help
     * @return of the others those that are needed
     * @throws InstallException in words, when the roots cannot run here
     */
    List<Offer> needed(List<Offer> roots, List<Offer> others) {
        Map<Resource, Offer> offers = new LinkedHashMap<>();
        List<Resource> wanted = new ArrayList<>();
        for (Offer root : roots) {
            Resource resource = resource(root);
            wanted.add(resource);
            offers.put(resource, root);
        }
        others.stream()
                .sorted(Comparator.comparing(
                                (Offer o) -> Version.parseVersion(o.facts().version()))
                        .reversed())
                .forEach(other -> offers.put(resource(other), other));
        Host context = new Host(wanted, List.copyOf(offers.keySet()));
        ServiceReference<Resolver> reference = host.getServiceReference(Resolver.class);
        try {
            Map<Resource, List<Wire>> wires = host.getService(reference).resolve(context);
            return wires.keySet().stream()
                    .filter(r -> !wanted.contains(r))
                    .map(offers::get)
                    .filter(Objects::nonNull)
                    .toList();
        } catch (ResolutionException e) {
            throw new InstallException(words(roots, context, e), e);
        } finally {
            host.ungetService(reference);
        }
    }

    private static Resource resource(Offer offer) {
        Map<String, String> headers = new HashMap<>(offer.facts().headers());
        headers.putIfAbsent("Bundle-ManifestVersion", "2");
        try {
            return ResourceBuilder.build(offer.source(), headers);
        } catch (BundleException | IllegalArgumentException e) {
            throw new InstallException("The manifest of " + offer.facts() + " is wrong: " + e.getMessage() + ".", e);
        }
    }

    private String words(List<Offer> roots, Host context, ResolutionException e) {
        StringBuilder names = new StringBuilder();
        roots.forEach(r -> names.append(names.length() == 0 ? "" : " and ").append(r.facts()));
        List<String> needs = new ArrayList<>();
        for (Requirement need : e.getUnresolvedRequirements()) {
            if (context.findProviders(need).isEmpty()) {
                needs.add(Needs.phrase(need, context.inNamespace(need.getNamespace())));
            }
        }
        String why = needs.isEmpty()
                ? "cannot run on this host: "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                : String.join("; it ", needs.stream().distinct().toList());
        return names + " " + why + ". Nothing was changed.";
    }

    /** This host with the offers beside what it carries. */
    private final class Host extends ResolveContext {
        private final List<Resource> wanted;
        private final Map<Resource, Wiring> wirings = new HashMap<>();
        private final List<Capability> capabilities = new ArrayList<>();

        Host(List<Resource> wanted, List<Resource> offered) {
            this.wanted = wanted;
            for (Bundle bundle : host.getBundles()) {
                BundleWiring wiring = bundle.adapt(BundleWiring.class);
                if (wiring != null && !leaving.contains(bundle.getSymbolicName())) {
                    wirings.put(wiring.getRevision(), wiring);
                    capabilities.addAll(wiring.getResourceCapabilities(null));
                }
            }
            offered.forEach(r -> capabilities.addAll(r.getCapabilities(null)));
        }

        @Override
        public Collection<Resource> getMandatoryResources() {
            return wanted;
        }

        @Override
        public List<Capability> findProviders(Requirement need) {
            List<Capability> found = new ArrayList<>();
            for (Capability capability : inNamespace(need.getNamespace())) {
                if (meets(capability, need)) {
                    found.add(capability);
                }
            }
            return found;
        }

        List<Capability> inNamespace(String namespace) {
            return capabilities.stream()
                    .filter(c -> c.getNamespace().equals(namespace))
                    .toList();
        }

        @Override
        public int insertHostedCapability(List<Capability> some, HostedCapability hosted) {
            some.add(hosted);
            return some.size() - 1;
        }

        @Override
        public boolean isEffective(Requirement need) {
            return "resolve".equals(need.getDirectives().getOrDefault("effective", "resolve"));
        }

        @Override
        public Map<Resource, Wiring> getWirings() {
            return wirings;
        }
    }

    private static boolean meets(Capability capability, Requirement need) {
        String filter = need.getDirectives().get("filter");
        try {
            return filter == null || FrameworkUtil.createFilter(filter).matches(capability.getAttributes());
        } catch (InvalidSyntaxException e) {
            throw new InstallException("A requirement has the filter " + filter + ", which is none.", e);
        }
    }
}
