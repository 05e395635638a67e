# The portal as a container: built here, unpacked, its start trained into an AOT cache, run by an ordinary user.
FROM debian:13-slim AS jdk
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-25-jdk-headless \
 && rm -rf /var/lib/apt/lists/*

FROM jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/podkeeper
COPY mvnw pom.xml ./
COPY bin/ bin/
COPY src/main/ src/main/
COPY db/ db/
# What Maven downloads stays with the builder. The AOT cache is valid for this JDK and for these paths, which is why the
# last stage has the same.
RUN --mount=type=cache,target=/root/.m2 bin/package && rm -rf target/app/complete

# the tiny guest, so that there is something to book before any image was fetched
FROM debian:13-slim AS guest
WORKDIR /opt/podkeeper
COPY images/ images/
RUN apt-get update \
 && apt-get install -y --no-install-recommends $(sed -n 's/^\([a-z0-9.+-]\{1,\}\).*/\1/p' images/packages) \
 && images/build-tiny /opt/podkeeper/tiny.qcow2

FROM jdk
LABEL org.opencontainers.image.title="Podkeeper" org.opencontainers.image.licenses="Apache-2.0"
# libvirt0: the client library, loaded when the portal talks to a KVM host; the rest is how it reaches qemu+ssh and health
RUN apt-get update \
 && apt-get install -y --no-install-recommends libvirt0 openssh-client curl \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 podkeeper \
 && useradd --system --uid 10001 --gid podkeeper --home-dir /var/lib/podkeeper --create-home --shell /usr/sbin/nologin podkeeper
COPY --from=build /opt/podkeeper/target/app/ /opt/podkeeper/target/app/
COPY --from=guest /opt/podkeeper/tiny.qcow2 /opt/podkeeper/images/tiny.qcow2
USER podkeeper
WORKDIR /var/lib/podkeeper
ENV PODKEEPER_DATADIRECTORY=/var/lib/podkeeper \
    PODKEEPER_TINYIMAGE=/opt/podkeeper/images/tiny.qcow2
VOLUME /var/lib/podkeeper
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
  CMD curl -fsS http://127.0.0.1:8080/actuator/health/readiness >/dev/null || exit 1
# a shell only to let JAVA_OPTS hold several words; exec hands SIGTERM to the portal
ENTRYPOINT ["/bin/sh", "-c", "exec java -XX:AOTCache=/opt/podkeeper/target/app/podkeeper.aot -Xlog:aot=off -Xlog:cds=off ${JAVA_OPTS:-} -jar /opt/podkeeper/target/app/podkeeper.jar \"$@\"", "podkeeper"]
