#!/usr/bin/env bash
# A real Slurm of one node in a folder of its own, from Debian's slurmctld, slurmd, slurm-client and munge; needs root.
#   cluster.sh start FOLDER PORT   starts munged, slurmctld (on PORT) and slurmd (on PORT + 1), waits until the node is idle,
#                                  prints the configuration's path
#   cluster.sh stop FOLDER         cancels what runs, stops the daemons and waits until they are gone
set -euo pipefail
action=${1:?start or stop}
mkdir -p "${2:?a folder for state, logs and sockets}"
folder=$(cd "$2" && pwd)
conf=$folder/slurm.conf
port=${3:-16817}

wait_until() {
  for _ in $(seq 100); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  return 1
}

start() {
  local munge=$folder/munge
  install -d -m 0755 -o munge -g munge "$munge" /run/munge
  chmod 0755 "$folder"
  install -d "$folder/state" "$folder/spool"
  head -c 1024 /dev/urandom >"$munge/key"
  chown munge: "$munge/key" && chmod 0400 "$munge/key"
  runuser -u munge -- munged --force --key-file="$munge/key" --socket="$munge/socket" --pid-file="$munge/pid" \
    --log-file="$munge/log" --seed-file="$munge/seed"
  cat >"$conf" <<END
ClusterName=ganx
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthType=auth/munge
AuthInfo=socket=$munge/socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
MpiDefault=none
ReturnToService=2
JobRequeue=1
KillWait=5
MinJobAge=300
NodeName=localhost NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=localhost Default=YES MaxTime=INFINITE State=UP
END
  export SLURM_CONF=$conf
  slurmctld
  slurmd -N localhost
  wait_until bash -c 'sinfo -h -o %t | grep -q idle' || {
    tail -n 20 "$folder"/*.log >&2
    exit 1
  }
  echo "$conf"
}

stop() {
  export SLURM_CONF=$conf
  scancel --full --user=root 2>/dev/null || true
  for pid in "$folder"/slurmd.pid "$folder"/slurmctld.pid "$folder"/munge/pid; do
    if [ -s "$pid" ]; then
      daemon=$(cat "$pid")
      kill "$daemon" 2>/dev/null || true
      wait_until bash -c "! kill -0 $daemon" || kill -KILL "$daemon"
    fi
  done
}

"$action"
