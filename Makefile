# Thin on purpose: the work is in scripts/. `make` alone is what every commit must pass.
PYTHON_VENV := .venv/bin/python

.DEFAULT_GOAL := check
.PHONY: check setup run test bench soak stick docs lock

check:  ## 提交前检查：格式、静态检查、类型、分层、文档、快测试 / what every commit must pass
	@sh scripts/setup.sh test --no-system
	@$(PYTHON_VENV) scripts/run_tests.py --fast

setup:  ## 只装运行所需 / set up what the program needs, nothing else
	@sh scripts/setup.sh run

run:  ## 装好、建演示县、打开工作台 / set up, build the demonstration county, serve it on loopback
	@sh scripts/setup.sh run
	@.venv/bin/fazhi demo

test:  ## 装好测试所需，跑全部测试 / set up what the tests need and pass all of them
	@sh scripts/setup.sh test
	@$(PYTHON_VENV) scripts/run_tests.py

bench:  ## 测速，与旁人做法同场比较 / measure beside what one would otherwise run
	@sh scripts/setup.sh bench
	@$(PYTHON_VENV) bench/run.py

soak:  ## 久跑和故障：随机断电、盘满、只读、改钟、锁库、重启数据库 / kill, fill, lock and restart what it stands on
	@sh scripts/setup.sh test
	@$(PYTHON_VENV) scripts/soak.py

stick:  ## 做离线盘：make stick TO=文件夹 [BACKUP=备份] / the whole program as one folder, started by one command
	@sh scripts/setup.sh run
	@$(PYTHON_VENV) scripts/build_stick.py "$(TO)" $(if $(BACKUP),--backup "$(BACKUP)")

docs:  ## 重新生成 docs/reference / write docs/reference again
	@sh scripts/setup.sh test --no-system
	@$(PYTHON_VENV) scripts/generate_docs.py

lock:  ## 重新锁定依赖（需要 uv）/ lock the dependencies again (needs uv)
	@python3 scripts/lock.py
